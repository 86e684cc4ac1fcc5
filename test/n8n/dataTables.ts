import type { N8nClient } from '../../scripts/n8n/client';
import { recordsIn, stringOf, type JsonRecord } from '../../scripts/n8n/json';

/** The most rows n8n's REST interface gives at once. */
const MOST_ROWS = 250;

export class DataTables {
	private constructor(
		private readonly client: N8nClient,
		private readonly path: string,
	) {}

	static async of(client: N8nClient): Promise<DataTables> {
		const { id } = await client.record('GET', '/projects/personal');
		return new DataTables(client, `/projects/${stringOf(id, 'id')}/data-tables`);
	}

	/** Makes a table of text columns with these rows in the place of one of the same name. */
	async create(name: string, columns: readonly string[], rows: readonly JsonRecord[]) {
		await this.remove(name);
		const typed = columns.map((column) => ({ name: column, type: 'string' }));
		const { id } = await this.client.record('POST', this.path, { name, columns: typed });
		const body = { data: rows, returnType: 'count' };
		await this.client.call('POST', `${this.path}/${stringOf(id, 'id')}/insert`, body);
	}

	async remove(name: string): Promise<void> {
		const id = await this.idOf(name);
		if (id !== undefined) await this.client.call('DELETE', `${this.path}/${id}`);
	}

	/** The rows of a table, as they were put in; none when there is no such table. */
	async rows(name: string): Promise<JsonRecord[]> {
		const id = await this.idOf(name);
		if (id === undefined) return [];
		const query = `take=${MOST_ROWS}&sortBy=id:asc`;
		return recordsIn((await this.client.record('GET', `${this.path}/${id}/rows?${query}`)).data);
	}

	private async idOf(name: string): Promise<string | undefined> {
		const tables = recordsIn((await this.client.record('GET', this.path)).data);
		const table = tables.find((candidate) => candidate.name === name);
		return table && stringOf(table.id, 'id');
	}
}

import type { N8nClient } from '../../scripts/n8n/client';
import { recordOf, recordsIn, stringOf, type JsonRecord } from '../../scripts/n8n/json';

/** The most rows n8n's REST interface gives at once. */
const MOST_ROWS = 250;

/** The records of a list; n8n wraps its lists of tables and rows once more. */
function listIn(answer: unknown): JsonRecord[] {
	return recordsIn(recordOf(answer, 'list').data);
}

/** The Data Tables of an n8n's owner, over n8n's REST interface. */
export class DataTables {
	private constructor(
		private readonly client: N8nClient,
		private readonly path: string,
	) {}

	static async of(client: N8nClient): Promise<DataTables> {
		const project = recordOf(await client.call('GET', '/projects/personal'), 'project');
		return new DataTables(client, `/projects/${stringOf(project.id, 'id')}/data-tables`);
	}

	/** Makes a table of text columns with these rows in the place of one of the same name. */
	async create(name: string, columns: readonly string[], rows: readonly JsonRecord[]) {
		await this.remove(name);
		const typed = columns.map((column) => ({ name: column, type: 'string' }));
		const created = await this.client.call('POST', this.path, { name, columns: typed });
		const { id } = recordOf(created, 'table');
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
		return listIn(await this.client.call('GET', `${this.path}/${id}/rows?${query}`));
	}

	private async idOf(name: string): Promise<string | undefined> {
		const tables = listIn(await this.client.call('GET', this.path));
		const table = tables.find((candidate) => candidate.name === name);
		return table && stringOf(table.id, 'id');
	}
}

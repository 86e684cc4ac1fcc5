import { OLDEST_N8N } from '../../scripts/n8n/versions';
import { describeN8n } from './suite';

describeN8n(OLDEST_N8N);

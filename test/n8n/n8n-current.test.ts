import { CURRENT_N8N } from '../../scripts/n8n/versions';
import { describeN8n } from './suite';

describeN8n(CURRENT_N8N);

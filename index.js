const { QwenImageEditApi } = require('./dist/credentials/QwenImageEditApi.credentials.js');
const { QwenImageEdit } = require('./dist/nodes/QwenImageEdit/QwenImageEdit.node.js');
const { MODELS, capabilitiesOf } = require('./dist/nodes/QwenImageEdit/catalogue/models.js');

module.exports = { QwenImageEdit, QwenImageEditApi, MODELS, capabilitiesOf };

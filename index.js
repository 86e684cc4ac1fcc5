const { QwenImageEditApi } = require('./dist/credentials/QwenImageEditApi.credentials.js');
const { QwenImageEdit } = require('./dist/nodes/QwenImageEdit/QwenImageEdit.node.js');
const { MODELS, modelEntry } = require('./dist/nodes/QwenImageEdit/catalogue/models.js');

module.exports = { QwenImageEdit, QwenImageEditApi, MODELS, modelEntry };

const { projects, ...config } = require('./jest.config');

/** Stryker runs one project and keeps its own time. */
const [unit] = projects;

module.exports = { ...config, ...unit, projects: undefined };

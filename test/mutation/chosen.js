/** Whether Stryker wants a test to be run. Its pattern has the names of all of them, too many to try one after the other. */
module.exports = (pattern, name) =>
	pattern.includes(`(${name.replace(/[.*+\-?^${}()|[\]\\]/g, '\\$&')})`);

module.exports = {
	arrowParens: 'always',
	endOfLine: 'lf',
	printWidth: 100,
	singleQuote: true,
	trailingComma: 'all',
	useTabs: true,
	overrides: [
		{ files: ['*.md', '*.yml', '*.json', '.*.json'], options: { useTabs: false, tabWidth: 2 } },
	],
};

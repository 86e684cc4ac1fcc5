/** The page's look, light and dark by the reader's setting. */
export const STYLE = `
:root { color-scheme: light dark; --page: #f6f5fa; --card: #fff; --ink: #1e1b2e; --soft: #6b6780; --line: #e4e1ee; --accent: #6a4df5; --tint: #f1eefe; }
@media (prefers-color-scheme: dark) {
	:root { --page: #14121c; --card: #1e1b29; --ink: #eeebf8; --soft: #a29db8; --line: #322e42; --accent: #a594ff; --tint: #29243c; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, "Noto Sans", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
header, main { max-width: 1180px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 48px; }
h1 { margin: 0; font-size: 34px; letter-spacing: -0.02em; }
header p { margin: 6px 0 0; color: var(--soft); font-size: 17px; }
header .origin { margin-top: 18px; padding: 10px 16px; border-left: 3px solid var(--accent); background: var(--tint); color: var(--ink); font-size: 15px; border-radius: 0 8px 8px 0; }
nav { display: flex; flex-wrap: wrap; gap: 8px; margin: 20px 0 28px; }
nav a { padding: 5px 13px; border: 1px solid var(--line); border-radius: 999px; background: var(--card); color: var(--ink); text-decoration: none; font-size: 14px; }
nav a:hover { border-color: var(--accent); color: var(--accent); }
section { margin-bottom: 28px; padding: 26px 28px 20px; background: var(--card); border: 1px solid var(--line); border-radius: 16px; scroll-margin-top: 16px; }
h2 { display: flex; align-items: center; gap: 12px; margin: 0 0 18px; font-size: 22px; letter-spacing: -0.01em; }
h2 span { display: grid; place-items: center; width: 30px; height: 30px; border-radius: 50%; background: var(--accent); color: var(--card); font-size: 15px; }
h3 { margin: 0 0 8px; color: var(--soft); font-size: 12px; font-weight: 600; letter-spacing: 0.06em; text-transform: uppercase; }
small { color: var(--soft); font-size: 12px; font-weight: 400; letter-spacing: 0; text-transform: none; }
.columns { display: grid; grid-template-columns: minmax(260px, 4fr) 8fr; gap: 32px; }
.inputs, .results { display: flex; gap: 12px; align-items: flex-start; }
.inputs figure, .results figure { flex: 1 1 0; min-width: 0; }
.inputs figure:only-child { max-width: 230px; }
.results figure:only-child { max-width: 520px; }
figure { margin: 0; }
img { display: block; width: 100%; height: auto; border-radius: 10px; border: 1px solid var(--line); background: var(--page); }
figcaption { margin-top: 5px; color: var(--soft); font-size: 13px; text-align: center; }
blockquote { margin: 0; padding: 12px 16px; background: var(--tint); border-radius: 10px; }
.asked h3 { margin-top: 18px; }
.asked h3:first-child { margin-top: 0; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { padding: 5px 0; border-bottom: 1px solid var(--line); text-align: left; overflow-wrap: anywhere; }
th { width: 40%; font-weight: 400; color: var(--soft); }
th, td { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
td small { font-family: system-ui, sans-serif; }
tr:last-child th, tr:last-child td { border-bottom: 0; }
details { margin-top: 16px; border-top: 1px solid var(--line); padding-top: 12px; }
summary { color: var(--soft); font-size: 14px; cursor: pointer; }
.json { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; }
pre { overflow: auto; max-height: 420px; margin: 12px 0 0; padding: 14px; background: var(--page); border-radius: 10px; font-size: 12px; line-height: 1.5; }
.failure { padding: 16px 18px; border: 1px solid #d8475b; border-radius: 10px; }
.failure p { margin: 6px 0 0; white-space: pre-line; overflow-wrap: anywhere; }
@media (max-width: 820px) { .columns, .json { grid-template-columns: 1fr; } .inputs, .results { flex-wrap: wrap; } }
`;

/** The page's look, light and dark by the reader's setting. */
export const STYLE = `
:root { color-scheme: light dark; --card: light-dark(#fff, #1e1b29); --soft: light-dark(#6b6780, #a29db8); --line: light-dark(#e4e1ee, #322e42); --accent: light-dark(#6a4df5, #a594ff); --tint: light-dark(#f1eefe, #29243c); }
* { box-sizing: border-box; }
body { margin: 0; background: light-dark(#f6f5fa, #14121c); color: light-dark(#1e1b2e, #eeebf8); font: 16px/1.55 system-ui, "Noto Sans", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
header, main { max-width: 1180px; margin: 0 auto; padding: 24px 24px 0; }
h1 { margin: 0; font-size: 34px; }
.origin { padding: 10px 16px; border-left: 3px solid var(--accent); background: var(--tint); font-size: 15px; }
nav { display: flex; flex-wrap: wrap; gap: 8px; }
nav a { padding: 5px 13px; border: 1px solid var(--line); border-radius: 999px; background: var(--card); color: inherit; text-decoration: none; font-size: 14px; }
nav a:hover { border-color: var(--accent); color: var(--accent); }
section { margin-bottom: 28px; padding: 26px 28px 20px; background: var(--card); border: 1px solid var(--line); border-radius: 16px; scroll-margin-top: 16px; }
h2 { display: flex; align-items: center; gap: 12px; margin: 0 0 18px; font-size: 22px; }
h2 span { display: grid; place-items: center; width: 30px; height: 30px; border-radius: 50%; background: var(--accent); color: var(--card); font-size: 15px; }
h3 { margin: 18px 0 8px; color: var(--soft); font-size: 12px; letter-spacing: 0.06em; text-transform: uppercase; }
h3:first-child { margin-top: 0; }
small { color: var(--soft); font-size: 12px; font-weight: 400; text-transform: none; }
.columns { display: grid; grid-template-columns: minmax(260px, 4fr) 8fr; gap: 32px; }
.inputs, .results { display: flex; gap: 12px; align-items: flex-start; }
figure { flex: 1 1 0; min-width: 0; margin: 0; }
.inputs figure:only-child { max-width: 230px; }
.results figure:only-child { max-width: 520px; }
img { display: block; width: 100%; height: auto; border-radius: 10px; border: 1px solid var(--line); }
figcaption { margin-top: 5px; color: var(--soft); font-size: 13px; text-align: center; }
blockquote { margin: 0; padding: 12px 16px; background: var(--tint); border-radius: 10px; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: 5px 0; border-bottom: 1px solid var(--line); text-align: left; overflow-wrap: anywhere; font: 14px ui-monospace, Menlo, Consolas, monospace; }
th { width: 40%; color: var(--soft); }
summary { margin-top: 16px; color: var(--soft); font-size: 14px; cursor: pointer; }
.json { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; }
pre { overflow: auto; max-height: 420px; padding: 14px; background: var(--tint); border-radius: 10px; font-size: 12px; }
.failure { padding: 16px 18px; border: 1px solid #d8475b; border-radius: 10px; white-space: pre-line; overflow-wrap: anywhere; }
@media (max-width: 820px) { .columns, .json { grid-template-columns: 1fr; } .inputs, .results { flex-wrap: wrap; } }
`;

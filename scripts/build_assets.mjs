// Builds static_build/ from static/: one style sheet, the pages' small scripts, the fonts we serve ourselves.
// Plain files in, plain files out; Django's static files do the rest.
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import * as sass from "sass";

const OUT = "static_build";
const FONT = "be-vietnam-pro";
const FONT_FILES = `node_modules/@fontsource/${FONT}/files`;
// Other weights and scripts would only make the first visit on a slow network longer.
const WEIGHTS = [400, 700];
const SUBSETS = ["latin", "latin-ext", "vietnamese"];

rmSync(OUT, { recursive: true, force: true });
mkdirSync(`${OUT}/fonts`, { recursive: true });

const { css } = sass.compile("static/scss/site.scss", {
  style: "compressed",
  loadPaths: ["node_modules"],
  // Deprecations inside govuk-frontend are its authors' to mend, not ours.
  quietDeps: true,
});
writeFileSync(`${OUT}/site.css`, css);
console.log(`site.css ${css.length} bytes, ${gzipSync(css).length} compressed`);

const scripts = existsSync("static/js") ? readdirSync("static/js").filter((name) => name.endsWith(".js")) : [];
if (scripts.length > 0) {
  await build({
    entryPoints: scripts.map((name) => `static/js/${name}`),
    outdir: `${OUT}/js`,
    bundle: true,
    minify: true,
    format: "esm",
    // Old phones are the rule among our learners.
    target: "es2019",
    logLevel: "warning",
  });
  for (const name of scripts) console.log(`js/${name} ${statSync(`${OUT}/js/${name}`).size} bytes`);
}

for (const subset of SUBSETS) {
  for (const weight of WEIGHTS) {
    const file = `${FONT}-${subset}-${weight}-normal.woff2`;
    cpSync(`${FONT_FILES}/${file}`, `${OUT}/fonts/${file}`);
  }
}

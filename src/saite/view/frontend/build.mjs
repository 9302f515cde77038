// Bundles the scripts of the pages: one file for every served page, one with the editor of queries,
// one with the explorer of networks, which stands inside files too.
// Beside them stand the licences of all packages that went into them.
import { build } from "esbuild";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { outlines } from "./outlines.mjs";

const folder = process.env.SAITE_BUILT ?? "../built";
const { metafile } = await build({
  entryPoints: { pages: "src/pages.ts", query: "src/query.ts", explorer: "src/explorer/main.ts", served: "src/explorer/served.ts" },
  outdir: folder,
  bundle: true,
  plugins: [outlines],
  format: "esm",
  target: "es2022",
  minify: true,
  metafile: true,
  legalComments: "none",
  charset: "ascii",
  logLevel: "warning",
});

const used = Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs));
const packages = new Set(used.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []));
const licences = [...packages].sort().map((name) => {
  const place = join("node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(place, "package.json"), "utf8"));
  const file = readdirSync(place).find((each) => /^licen[cs]e/i.test(each));
  const text = file && existsSync(join(place, file)) ? readFileSync(join(place, file), "utf8").trim() : "";
  return `${name} ${version} (${license})\n\n${text}\n`;
});
writeFileSync(join(folder, "licences.txt"), licences.join(`\n${"-".repeat(72)}\n\n`));

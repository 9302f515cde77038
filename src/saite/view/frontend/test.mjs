// Bundles the tests and runs them, so that they see the modules as the pages do.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { outlines } from "./outlines.mjs";

const folder = mkdtempSync(join(tmpdir(), "saite-frontend-"));
try {
  await build({
    entryPoints: readdirSync("test", { recursive: true })
      .filter((name) => name.endsWith(".test.ts")).map((name) => join("test", name)),
    outbase: "test",
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    plugins: [outlines],
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "warning",
  });
  const files = readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(".mjs")).map((name) => join(folder, name));
  process.exitCode = spawnSync(process.execPath, ["--test", ...files], { stdio: "inherit" }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

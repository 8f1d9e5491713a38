// Builds src/ into the folder given: node build.mjs STATIC_DIST. No network, no clock: the
// same inputs give the same bytes and therefore the same names.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { RANGES, WEB, webFont } from "./fonts.mjs";

const dist = path.resolve(process.argv[2]);
const here = import.meta.dirname;

/** Lets CSS say url("font:english.woff2") and unicode-range: range(english). */
const fonts = {
  name: "fonts",
  setup(work) {
    work.onResolve({ filter: /^font:/ }, ({ path: name }) => ({ path: name.slice(5), namespace: "font" }));
    work.onLoad({ filter: /.*/, namespace: "font" }, async ({ path: name }) => ({
      contents: await webFont(name.replace(".woff2", "")),
      loader: "file",
    }));
    work.onLoad({ filter: /fonts\.css$/ }, async ({ path: file }) => ({
      contents: (await readFile(file, "utf8")).replace(/range\((\w+)\)/g, (_, name) => RANGES[name]),
      loader: "css",
    }));
  },
};

await rm(dist, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: { site: "src/site.js", picture: "src/picture.js", style: "src/style.css", thread: "src/thread.svg" },
  loader: { ".svg": "copy" },
  outdir: dist,
  bundle: true,
  minify: true,
  splitting: true,
  format: "esm",
  target: ["es2022", "chrome109", "firefox115", "safari16.4"],
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  legalComments: "linked", // the notices of what we carry travel beside it
  metafile: true,
  plugins: [fonts],
  logLevel: "warning",
});

const manifest = {};
for (const [file, { entryPoint }] of Object.entries(metafile.outputs)) {
  if (!entryPoint?.startsWith("src/")) continue; // a part of an entry, or a font
  manifest[path.basename(entryPoint)] = path.basename(file);
}
const english = Object.keys(metafile.outputs).find((file) => /english-\w+\.woff2$/.test(file));
manifest["english.woff2"] = path.basename(english); // asked for early by pages in Latin letters
await writeFile(path.join(dist, "manifest.json"), JSON.stringify(manifest, Object.keys(manifest).sort(), 1) + "\n");

// Pressed once here, so that the web server never has to.
for (const file of Object.keys(metafile.outputs).filter((name) => /\.(css|js)$/.test(name))) {
  const whole = path.resolve(here, file);
  const bytes = await readFile(whole);
  await writeFile(`${whole}.gz`, gzipSync(bytes, { level: 9 }));
  await writeFile(`${whole}.br`, brotliCompressSync(bytes));
}

console.log(`${Object.keys(manifest).length} entries, ${Object.keys(WEB).length} web faces`);

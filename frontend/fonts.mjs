// Cuts the letters we need out of the fonts we depend on. Web faces are split by script, so that a page
// fetches only the scripts on it; the English face is 13 kB instead of 34.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import subset from "subset-font";

const require = createRequire(import.meta.url);
const WEIGHTS = { wght: { min: 400, max: 700 } }; // the page uses no lighter and no heavier letter
const LATIN = "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-";
const GURMUKHI = "@fontsource/noto-sans-gurmukhi/files/noto-sans-gurmukhi-gurmukhi-";
const ARABIC = "@fontsource/noto-sans-arabic/files/noto-sans-arabic-arabic-";

// Each range is written once: here it cuts the file, and the build puts it into @font-face.
export const RANGES = {
  english: "U+20-7E,U+A3,U+A0,U+B7,U+D7,U+E9,U+2013-2014,U+2018-2019,U+201C-201D,U+2022,U+2026",
  western: "U+A1-A2,U+A4-B6,U+B8-D6,U+D8-E8,U+EA-FF,U+152-153,U+201A,U+201E,U+2020,U+2030,U+2032-2033,U+20AC,U+2190-2193,U+2212",
  latin: "U+100-151,U+154-17F,U+18F,U+192,U+1A0-1A1,U+1AF-1B0,U+218-21B,U+1E80-1EFF",
  gurmukhi: "U+951-952,U+964-965,U+A01-A76,U+262C,U+25CC",
  // Arabic with the further letters of Urdu, Pashto and Sorani.
  arabic:
    "U+60C,U+61B,U+61F,U+621-655,U+660-66D,U+670,U+679,U+67E,U+681,U+685-686,U+688-689,U+691,U+693,U+695-696,U+698,U+69A," +
    "U+6A4,U+6A9,U+6AB,U+6AF,U+6B5,U+6BA,U+6BC,U+6BE,U+6C0-6C3,U+6C6,U+6CC-6CE,U+6D0,U+6D2-6D5,U+6F0-6F9",
};

// The names of the languages in their own script stand on every page: a page in English must not fetch two more
// scripts for two words. A test compares this with the languages on offer.
export const NAMES = "ਪੰਜਾਬੀ العربية";

export const WEB = {
  english: { file: `${LATIN}latin-wght-normal.woff2`, range: "english", axes: WEIGHTS },
  western: { file: `${LATIN}latin-wght-normal.woff2`, range: "western", axes: WEIGHTS },
  latin: { file: `${LATIN}latin-ext-wght-normal.woff2`, range: "latin", axes: WEIGHTS },
  "gurmukhi-400": { file: `${GURMUKHI}400-normal.woff2`, range: "gurmukhi" },
  "gurmukhi-700": { file: `${GURMUKHI}700-normal.woff2`, range: "gurmukhi" },
  "arabic-400": { file: `${ARABIC}400-normal.woff2`, range: "arabic" },
  "arabic-700": { file: `${ARABIC}700-normal.woff2`, range: "arabic" },
  "names-gurmukhi": { file: `${GURMUKHI}400-normal.woff2`, text: NAMES },
  "names-arabic": { file: `${ARABIC}400-normal.woff2`, text: NAMES },
};

/** Every character of a CSS unicode-range, and the space and joiners every script needs. */
function letters(range) {
  const found = [0x20, 0x200c, 0x200d];
  for (const part of range.split(",")) {
    const [first, last = first] = part.slice(2).split("-");
    for (let code = parseInt(first, 16); code <= parseInt(last, 16); code++) found.push(code);
  }
  return String.fromCodePoint(...found);
}

/** The bytes of one web face, woff2. */
export async function webFont(name) {
  const { file, range, text, axes } = WEB[name];
  const whole = await readFile(require.resolve(file));
  return subset(whole, text ?? letters(RANGES[range]), { targetFormat: "woff2", variationAxes: axes });
}

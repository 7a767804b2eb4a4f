// Bundles the front end into wwwroot/lib, which is committed: running the product needs no Node. The same sources give the same bytes; ./test.sh
// builds again and fails on a difference.
import { build } from 'esbuild';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';

const out = '../../wwwroot/lib';
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await build({
  entryPoints: ['site.js', 'map.js', 'map.css'], outdir: out, bundle: true, minify: true, format: 'esm', target: 'es2022', charset: 'utf8',
  legalComments: 'none', logLevel: 'warning', external: ['/lib/*'],
});

// What lies in the bundle, with its licence: the direct dependency and those that the bundler really took in.
const { metafile } = await build({ entryPoints: ['map.js'], bundle: true, write: false, metafile: true, format: 'esm', outdir: out, logLevel: 'silent', external: ['/lib/*'] });
const used = [...new Set(Object.keys(metafile.inputs).map(p => p.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]).filter(Boolean))].sort();
let text = 'Third-party code in this folder. Built by src/Renewal/Web/assets.\n';
for (const name of used) {
  const { version, license } = JSON.parse(await readFile(`node_modules/${name}/package.json`, 'utf8'));
  let words = '';
  for (const file of ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'COPYING']) {
    words = await readFile(`node_modules/${name}/${file}`, 'utf8').catch(() => '');
    if (words) break;
  }
  text += `\n${'='.repeat(100)}\n${name} ${version} (${license})\n\n${words.trim()}\n`;
}
await writeFile(`${out}/LICENSES.txt`, text);

// axe-core is for the browser tests only, and is not served.
await copyFile('node_modules/axe-core/axe.min.js', '../../../../tests/Renewal.Tests/Browser/axe.min.js');

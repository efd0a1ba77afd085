// Loaded before anything else by `npm start`, `npm test` and `npm run lab` (node -r), so it keeps to syntax of any age.
// On an older Node npm silently leaves out the native half of the bundler, an optional package that asks for these versions.
var version = process.versions.node.split('.').map(Number);
var major = version[0];
var minor = version[1];
if (!((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22)) {
  console.error(
    'Goldilocks needs Node 20.19, 22.12 or newer to install itself; this is Node ' + process.versions.node + '.',
  );
  process.exit(1);
}

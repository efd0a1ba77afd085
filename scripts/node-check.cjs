// Loaded before anything else by `npm start`, `npm test` and `npm run lab` (node -r), so it keeps to syntax of any age.
if (Number(process.versions.node.split('.')[0]) < 18) {
  console.error('Goldilocks needs Node 18 or newer to install itself; this is Node ' + process.versions.node + '.');
  process.exit(1);
}

// electron-builder's configuration where the program is packed on the Electron of the tests: electron-builder.yml, but for
// the runtime and for the better-sqlite3 that fits it. scripts/pack/for-tests.mjs says where they are.
const { PACK_ELECTRON: electron, PACK_ELECTRON_VERSION: version, PACK_SQLITE: sqlite, PACK_TO: output } = process.env;

/** @type {import('electron-builder').Configuration} */
export default {
  extends: 'electron-builder.yml',
  electronDist: electron ?? null,
  electronVersion: version ?? null,
  directories: { output: output ?? null },
  beforePack({ packager }) {
    const to = 'node_modules/better-sqlite3/prebuilds';
    packager.platformSpecificBuildOptions.files = [{ from: sqlite ?? '', to, filter: ['linux-x64.node'] }];
    return Promise.resolve();
  },
  extraMetadata: { homepage: 'https://goldilocks.invalid/' },
  deb: { compression: 'gz' }, // quick
};

// What is fetched, to the byte where its maker publishes a hash.

/** Three small packages, fetched beside the lab's own: as dependencies they would bring 300 MB of TensorFlow.js along. */
export const npmPackages = [
  {
    name: '@tensorflow/tfjs-node',
    version: '4.22.0',
    integrity: 'sha512-uHrXeUlfgkMxTZqHkESSV7zSdKdV0LlsBeblqkuKU9nnfxB1pC6DtoyYVaLxznzZy7WQSegjcohxxCjAf6Dc7w==',
  },
  {
    name: 'google-protobuf', // what tfjs-node writes TensorBoard's records with, and loads in any case
    version: '3.21.4',
    integrity: 'sha512-MnG7N936zcKTco4Jd2PX2U96Kf9PxygAPKBug+74LHzmHXmceN16MmRcdgZv+DGef/S9YvQAfRsNCn4cjf9yyQ==',
  },
  {
    name: 'node-api-headers', // to compile the binding
    version: '1.9.0',
    integrity: 'sha512-2oNILP4jXwRB4ywnYKjVk1YyJ96n2D4EOVJO6S3oYZ5PtbJrw3Yt9TpAuX3nBLMuzn74rnfGQrv13pS9vC+YiA==',
  },
] as const;

const storage = 'https://storage.googleapis.com/';
const libtensorflow = `${storage}tensorflow/libtensorflow/libtensorflow-cpu-`;

/** Where tfjs-node 4.22 itself would fetch the C library, by platform. No hash of these was ever published. */
export const officialUrls: Record<string, string> = {
  'linux-x64': `${libtensorflow}linux-x86_64-2.9.1.tar.gz`,
  'linux-arm64': `${storage}tf-builds/libtensorflow_r2_7_linux_arm64.tar.gz`,
  'darwin-x64': `${libtensorflow}darwin-x86_64-2.9.1.tar.gz`,
  'darwin-arm64': `${storage}tf-builds/libtensorflow_r2_7_darwin_arm64_cpu.tar.gz`,
  'win32-x64': `${libtensorflow}windows-x86_64-2.9.1.zip`,
};

/** A wheel of PyPI: CPython 3.11's, since it takes one; the C library in it knows nothing of Python. */
export interface Wheel {
  project: string;
  version: string;
  /** pip's name of the platform. */
  tag: string;
  file: string;
  /** In bytes. */
  size: number;
  /** As PyPI says. */
  sha256: string;
}

/** By platform. Windows' wheels hold no C library to link with. */
export const wheels: Record<string, Wheel> = {
  'linux-x64': {
    project: 'tensorflow-cpu',
    version: '2.15.1',
    tag: 'manylinux2014_x86_64',
    file: 'tensorflow_cpu-2.15.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
    size: 207_208_420,
    sha256: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
  },
  'linux-arm64': {
    project: 'tensorflow',
    version: '2.16.2',
    tag: 'manylinux2014_aarch64',
    file: 'tensorflow-2.16.2-cp311-cp311-manylinux_2_17_aarch64.manylinux2014_aarch64.whl',
    size: 218_904_025,
    sha256: '8728b12bc86941d90d0a927c40d4b21f8820964a80439a7c45f850eb37d57067',
  },
  'darwin-x64': {
    project: 'tensorflow-cpu',
    version: '2.15.1',
    tag: 'macosx_10_15_x86_64',
    file: 'tensorflow_cpu-2.15.1-cp311-cp311-macosx_10_15_x86_64.whl',
    size: 236_482_774,
    sha256: 'ee3bb114c6031d471d891c761e7eda2c80bea19bb318abcd3d5bab92ccfaf9aa',
  },
  'darwin-arm64': {
    project: 'tensorflow',
    version: '2.15.1',
    tag: 'macosx_12_0_arm64',
    file: 'tensorflow-2.15.1-cp311-cp311-macosx_12_0_arm64.whl',
    size: 205_736_374,
    sha256: 'aa926114d1e13ffe5b2ea59c3f195216f26646d7fe36e9e5207b291e4b7902ff',
  },
};

/** Where this was run for real; elsewhere it is written with care and says so. */
export const exercised = new Set(['linux-x64']);

/** On disk while it is made: the archive, pip's copy of it, and what is unpacked. In bytes. */
export const roomNeeded = 1.3e9;

/** Changes whenever what is installed would: an older installation is then made anew. */
export const recipe = [...npmPackages.map(({ name, version }) => `${name} ${version}`), 'layout 1'].join(', ');

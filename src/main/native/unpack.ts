import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { findPython, must } from './tools.ts';

/** Of a wheel's 12,000 files: the C library, the headers its C interface needs, the licence. `*` crosses slashes. */
const wanted = [
  'tensorflow/libtensorflow_cc.*',
  'tensorflow/libtensorflow_framework.*',
  'tensorflow/include/tensorflow/c/*',
  'tensorflow/include/*tsl/c/*',
  'tensorflow/include/*/ctstring*.h',
  '*.dist-info/LICENSE*',
];

/** Unpacks what is wanted of a wheel with Python's own zip module. */
const withPython = `
import fnmatch, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    for name in archive.namelist():
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in sys.argv[3:]):
            archive.extract(name, sys.argv[2])
`;

/** Unpacks an archive of TensorFlow's C library, of a wheel only what is wanted. @throws Error with one clause why not, or the
 *  signal's reason */
export async function unpack(archive: string, folder: string, signal: AbortSignal): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  if (/\.(tar\.gz|tgz)$/.test(archive)) {
    await must('unpacking', 'tar', ['-xzf', archive, '-C', folder], { signal });
    return;
  }
  const wheel = archive.endsWith('.whl');
  if (!wheel && !archive.endsWith('.zip'))
    throw new Error(`${basename(archive)} is neither .tar.gz nor .tgz nor .zip nor .whl`);
  const patterns = wheel ? wanted : ['*'];
  const python = await findPython();
  if (python)
    await must('unpacking', python.command, [...python.args, '-c', withPython, archive, folder, ...patterns], {
      signal,
    });
  else if (process.platform === 'linux')
    await must(
      'unpacking (with unzip, as there is no Python)',
      'unzip',
      ['-q', '-o', archive, ...patterns, '-d', folder],
      { signal },
    );
  else await must('unpacking', 'tar', ['-xf', archive, '-C', folder, ...(wheel ? patterns : [])], { signal }); // theirs reads zip
}

/** What is needed of an unpacked library. */
export interface Library {
  /** To link with and to ship; the first holds the C interface. Named as programs that are linked with them look for them. */
  libraries: string[];
  /** To link with only: Windows' .lib. */
  importLibrary?: string;
  include: string;
  licences: string[];
}

/** By the name that is linked with; a wheel's has _cc, an official one has not. */
const names = {
  linux: [/^libtensorflow(_cc)?\.so\.2$/, /^libtensorflow_framework\.so\.2$/],
  darwin: [/^libtensorflow(_cc)?\.2\.dylib$/, /^libtensorflow_framework\.2\.dylib$/],
  win32: [/^tensorflow\.dll$/],
};

/** Finds the parts of an unpacked library wherever they lie in it. @throws Error saying what is missing */
export function libraryIn(folder: string, platform: string = process.platform): Library {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path));
  const find = (pattern: RegExp): string | undefined =>
    files.filter((file) => pattern.test(basename(file))).sort((a, b) => a.length - b.length)[0];
  const patterns = platform === 'win32' || platform === 'darwin' ? names[platform] : names.linux;
  const libraries = patterns.map((pattern) => {
    const file = find(pattern);
    if (!file) throw new Error(`it holds no file like ${pattern.source.replace(/[\\^$?()]/g, '')}`);
    return file;
  });
  const header = files.find((file) => file.replaceAll('\\', '/').endsWith('/tensorflow/c/eager/c_api.h'));
  if (!header) throw new Error('it holds no headers of the C interface (tensorflow/c/eager/c_api.h)');
  const importLibrary = find(/^tensorflow\.lib$/);
  return {
    libraries,
    ...(importLibrary && { importLibrary }),
    include: dirname(dirname(dirname(dirname(header)))),
    licences: files.filter((file) => /^(LICENSE|THIRD_PARTY_TF_C_LICENSES)/.test(basename(file)) && existsSync(file)),
  };
}

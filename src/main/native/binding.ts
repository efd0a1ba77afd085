import { join } from 'node:path';
import type { Tool } from './tools.ts';
import { must } from './tools.ts';
import type { Library } from './unpack.ts';

/** Node-API 8 has been in Node since 15.12, and in every Electron of today. */
const napi = 8;

/** Arguments for g++ and clang++. The libraries are looked for beside the binding. */
function unixArgs(library: Library, tfjsNode: string, headers: string, out: string): string[] {
  const mac = process.platform === 'darwin';
  return [
    ...['-std=c++17', '-O2', '-fPIC', '-w', mac ? '-bundle' : '-shared', `-DNAPI_VERSION=${napi}`],
    ...['-I', join(headers, 'include'), '-I', library.include, '-I', tfjsNode],
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(tfjsNode, 'binding', file)),
    ...['-o', out, ...library.libraries],
    ...(mac ? ['-undefined', 'dynamic_lookup', '-Wl,-rpath,@loader_path'] : ['-Wl,-rpath,$ORIGIN']),
  ];
}

/** Compiles tfjs-node's Node-API binding against a C library. Takes some ten seconds. @throws Error, or the signal's reason */
export async function compile(
  compiler: Tool,
  library: Library,
  tfjsNode: string,
  headers: string,
  out: string,
  signal: AbortSignal,
): Promise<void> {
  if (process.platform !== 'win32') {
    await must('compiling', compiler.command, [...compiler.args, ...unixArgs(library, tfjsNode, headers, out)], {
      signal,
    });
    return;
  }
  if (!library.importLibrary) throw new Error('it holds no tensorflow.lib to link with');
  // What node.exe exports, as a library to link with. The definition file names node.exe; the linker wants a library of it.
  const node = `${out}.node_api.lib`;
  await must(
    'lib',
    'lib',
    ['/nologo', `/def:${join(headers, 'def', 'node_api.def')}`, '/machine:x64', `/out:${node}`],
    { signal },
  );
  const js = `${out}.js_native_api.lib`;
  const jsDef = join(headers, 'def', 'js_native_api.def');
  await must('lib', 'lib', ['/nologo', `/def:${jsDef}`, '/machine:x64', `/out:${js}`], { signal });
  await must(
    'compiling',
    compiler.command,
    [
      ...['/nologo', '/LD', '/MD', '/EHsc', '/O2', '/std:c++17', '/w', '/DCOMPILER_MSVC', `/DNAPI_VERSION=${napi}`],
      ...[`/I${join(headers, 'include')}`, `/I${library.include}`, `/I${tfjsNode}`],
      ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(tfjsNode, 'binding', file)),
      ...['/link', `/OUT:${out}`, library.importLibrary, node, js],
    ],
    { cwd: join(out, '..'), signal }, // it leaves .obj files where it stands
  );
}

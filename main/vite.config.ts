import path from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const root = path.dirname(import.meta.dirname);
/** Below the root, so that what a module finds beside itself it finds here too. */
const output = 'dist/desktop';

/**
 * The desktop host as JavaScript, module by module: Node's type stripping has no promise to keep
 * inside Electron's archive, and addresses relative to a module must go on working.
 */
export default defineConfig({
  root,
  publicDir: false,
  plugins: [moduleAddresses()],
  build: {
    ssr: true,
    outDir: output,
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    rolldownOptions: {
      input: [
        'main/index.ts',
        'main/children/engine-entry.ts',
        'main/children/workshop-entry.ts',
        'native-models/child-entry.ts',
        'native-models/verify-entry.ts',
        'native-models/patches/entry.ts',
      ],
      external: ['electron'],
      output: {
        format: 'es',
        preserveModules: true,
        preserveModulesRoot: root,
        entryFileNames: '[name].js',
      },
    },
  },
});

/** Entries of processes are named by their address: `.ts` here, `.js` there; assets stay in place. */
function moduleAddresses(): Plugin {
  const up = output.replace(/[^/]+/g, '..');
  return {
    name: 'module-addresses',
    enforce: 'pre',
    transform: (code) =>
      code.replace(/new URL\('([^']+)', import\.meta\.url\)/g, (_, address: string) => {
        const built = address.includes('/assets/') ? `${up}/${address}` : address;
        return `new URL('${built.replace(/\.ts$/, '.js')}', import.meta.url)`;
      }),
  };
}

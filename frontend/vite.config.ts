import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import tailwind from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const server = process.env.DEVSERVER_ADDRESS ?? 'http://127.0.0.1:17801'

/** Let the server believe that the page is its own: it refuses what another origin wants to change. */
const proxied = { target: server, changeOrigin: true, ws: true, headers: { origin: server } }

/** The libraries that made programs use: classic scripts beside the frame's document, never part of the page itself. */
const LIBRARIES = {
  'frame/p5.min.js': 'p5/lib/p5.min.js',
  'frame/p5.license.txt': 'p5/license.txt',
  'frame/Tone.js': 'tone/build/Tone.js',
  'frame/Tone.license.txt': 'tone/LICENSE.md',
}

function frameLibraries(): Plugin {
  return {
    name: 'frame-libraries',
    apply: 'build',
    generateBundle() {
      for (const [fileName, path] of Object.entries(LIBRARIES)) {
        const text = readFileSync(new URL(`./node_modules/${path}`, import.meta.url), 'utf8')
        this.emitFile({ type: 'asset', fileName, source: text.replace(/\n?\/\/# sourceMappingURL=.*$/m, '') })
      }
    },
  }
}

const STUDIO = fileURLToPath(new URL('./src/features/studio/', import.meta.url))
type Imports = (id: string) => readonly string[]

/** What the studio takes from elsewhere in `src`, over however many files: by its id. */
function partsOfStudio(importsOf: Imports): (id: string) => boolean {
  const seen = new Set([`${STUDIO}StudioPage.vue`])
  for (const id of seen) for (const next of importsOf(id)) if (!next.includes('node_modules')) seen.add(next)
  return (id) => seen.has(id) && !id.startsWith(STUDIO)
}
let isPart: ReturnType<typeof partsOfStudio> | undefined

export default defineConfig({
  plugins: [vue(), tailwind(), frameLibraries()],
  define: {
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_DROP_MESSAGE_COMPILER__: true, // `app/sentences.ts` is all of it that is used
    __INTLIFY_PROD_DEVTOOLS__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_OPTIONS_API__: false,
  },
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    outDir: process.env.DEVSERVER_WEB_OUT || 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700, // three.js, which only a 3D object loads
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // The first page in a few files: dozens of small ones are asked for one by one and hardly compress.
          groups: [
            { name: 'shell', tags: ['$initial'], priority: 2 },
            {
              name: (id, build) => {
                isPart ??= partsOfStudio((one) => build.getModuleInfo(one)?.importedIds ?? [])
                return isPart(id) ? 'parts' : null
              },
              debugName: 'parts',
              priority: 1,
            },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': proxied, '/problems': proxied, '/frame': proxied } },
  test: { environment: 'happy-dom', testTimeout: 30_000 },
})

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import vue from "@vitejs/plugin-vue";
import { defineConfig, type Plugin } from "vite";
import { VitePWA } from "vite-plugin-pwa";

/** Writes each text file of the build as .br and .gz too: the service sends what the browser takes, and never compresses twice. */
function compressed(): Plugin {
  let folder = "";
  return {
    name: "jingge-compressed",
    apply: "build",
    enforce: "post",
    configResolved: (config) => void (folder = config.build.outDir),
    closeBundle: {
      order: "post",
      sequential: true,
      handler() {
        for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
          if (!entry.isFile() || !/\.(m?js|css|html|svg|json|webmanifest)$/.test(entry.name)) continue;
          const file = join(entry.parentPath, entry.name), content = readFileSync(file);
          writeFileSync(`${file}.br`, brotliCompressSync(content));
          writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
        }
      },
    },
  };
}

export default defineConfig({
  base: "/app/",
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: { target: "chrome109", sourcemap: false, chunkSizeWarningLimit: 1200 },
  server: { proxy: Object.fromEntries(["/api", "/tiles", "/assets", "/id", "/login"].map((path) => [path, "http://127.0.0.1:8000"])) },
  plugins: [
    vue(),
    VitePWA({
      registerType: "prompt",  // a new version never takes the page from under somebody who is writing
      injectRegister: false,
      filename: "worker.js",
      manifest: {
        name: "井格",
        short_name: "井格",
        lang: "zh-CN",
        start_url: "/app/",
        scope: "/app/",
        display: "standalone",
        background_color: "#f4f6f7",
        theme_color: "#1f6f8b",
        icons: [{ src: "/assets/icon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" }],
      },
      workbox: {
        globPatterns: ["**/*.{js,mjs,css,html,svg}"],
        maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
        navigateFallback: "/app/index.html",
        navigateFallbackAllowlist: [/^\/app\//],
        cleanupOutdatedCaches: true,
      },
    }),
    compressed(),
  ],
});

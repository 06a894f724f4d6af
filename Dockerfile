# syntax=docker/dockerfile:1
# uWebSockets.js ships glibc binaries, so the base is Debian, not Alpine.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json ./
COPY scripts ./scripts
COPY src ./src
COPY fbs ./fbs
RUN npm run build \
 && npm prune --omit=dev --no-audit --no-fund \
 && node scripts/prune-binaries.mjs

FROM node:22-bookworm-slim
ENV NODE_ENV=production \
    BOOKCAST_GATEWAY_HOST=0.0.0.0
WORKDIR /app
COPY --from=build --chown=node:node /app/node_modules ./node_modules
COPY --from=build --chown=node:node /app/dist ./dist
COPY --chown=node:node proto ./proto
COPY --chown=node:node package.json LICENSE NOTICE ./
USER node
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# The default stop signal, SIGTERM, drains and closes within 5 s.
ENTRYPOINT ["node", "dist/cli/main.js"]
CMD ["serve"]

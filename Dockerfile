# A patched Node: releases before 24.22.1 let a Brotli body take over the process.
ARG NODE_VERSION=24.22.1

FROM node:${NODE_VERSION}-slim AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json ./
# The Node binary among the optional packages is for machines whose own Node is too old; the image has the right one.
RUN npm ci --no-audit --no-fund && rm -rf node_modules/node-linux-* node_modules/.bin/node
COPY app app
COPY components components
COPY db db
COPY docs/asterisk/sounds docs/asterisk/sounds
COPY messages messages
COPY public public
COPY scripts scripts
COPY server server
COPY widget widget
COPY next.config.ts postcss.config.mjs tsconfig.json ./
RUN NODE_ENV=production node scripts/build-widget.mjs \
 && node scripts/copy-audio.mjs \
 && NODE_ENV=production node scripts/build-server.mjs \
 && NODE_ENV=production npx next build \
 && npm prune --omit=dev --no-audit --no-fund \
 && rm -rf .next/cache node_modules/node-linux-*

FROM node:${NODE_VERSION}-slim
WORKDIR /app
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
# Only the embedded database and its secret are ever written, and only when no DATABASE_URL is set.
RUN mkdir /data && chown node:node /data
COPY --from=build --chown=root:root /app/package.json /app/next.config.ts ./
COPY --from=build --chown=root:root /app/node_modules node_modules
COPY --from=build --chown=node:node /app/.next .next
COPY --from=build --chown=root:root /app/dist dist
COPY --from=build --chown=root:root /app/public public
COPY --from=build --chown=root:root /app/db/migrations db/migrations
USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=40s --retries=3 \
  CMD ["node", "-e", "require('node:http').get({port:process.env.PORT,path:'/livez'},r=>process.exit(r.statusCode===200?0:1)).on('error',()=>process.exit(1))"]
CMD ["node", "--max-semi-space-size=32", "--enable-source-maps", "dist/server.mjs"]

# Fairplace as one image: web server, worker and command line. See docker-compose.yml and ADR 0013.

FROM node:20-bookworm-slim AS build
# better-sqlite3 is compiled where no ready-made build of it can be had.
RUN apt-get update \
  && apt-get install -y --no-install-recommends python3 make g++ \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-fund --no-audit
COPY tsconfig.json .swcrc ./
COPY migrations migrations
COPY src src
RUN npm run build && npm prune --omit=dev --no-fund --no-audit

FROM node:20-bookworm-slim
ENV NODE_ENV=production VAR_DIR=/var/lib/fairplace
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY data data
# Nothing of the program belongs to the user it runs as; the folder it writes to does.
RUN mkdir -p /var/lib/fairplace && chown node:node /var/lib/fairplace
VOLUME /var/lib/fairplace
USER node
EXPOSE 3000
# A worker has no web server: docker-compose.yml turns this off for it.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/src/cli.js"]
CMD ["serve"]

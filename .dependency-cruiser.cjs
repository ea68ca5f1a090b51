/**
 * Which room may import which (ARCHITECTURE.md, ADR 0003). Allow-lists: what is not named is refused, so
 * that a new arrow is a decision that somebody takes and gives a reason for. Files are told apart by path
 * alone; `$1` stands for the room that the importing file is in.
 */

const TESTS = '[.-]spec\\.ts$|/testing/';

/** Room -> what it may import besides itself, each with the reason where the design does not give it. */
const ROOMS = {
  shared: {
    comment: 'Everybody stands on it, so it stands on nothing: no Nest, no TypeORM, no node:*, no clock.',
    rooms: [],
    packages: [],
    core: [],
  },
  csv: {
    comment:
      'CSV as such, whatever is in it: text in, records out, and back. Of node:*, the check of UTF-8 alone.',
    rooms: ['shared'],
    outside: ['^(node:)?buffer$'],
    packages: [],
    core: [],
  },
  exchange: {
    comment:
      'The file formats. matching/engine only for the types of the report: report.json tells what the engine answered.',
    rooms: ['shared', 'csv', 'matching/engine'],
    packages: [],
    core: [],
  },
  access: {
    comment: 'Who may do what, as data, and the words by which routes say so. Knows no table and no feature.',
    rooms: ['shared'],
    packages: ['@nestjs', 'fastify'],
    core: true,
  },
  secrets: {
    comment: 'Signs and seals with the keys of the installation; nobody else holds them.',
    rooms: ['shared', 'config'],
    packages: ['@nestjs'],
    core: true,
  },
  config: {
    comment: 'The only reader of the environment; knows what may be set, not who uses it.',
    rooms: ['shared'],
    packages: ['@nestjs'],
    core: true,
  },
  database: {
    comment: 'Ways in to the tables; knows no table. It opens with the migrations, which know all of them.',
    rooms: ['shared', 'config'],
    outside: ['^migrations/'],
    packages: ['@nestjs', 'typeorm', 'better-sqlite3', '@types/better-sqlite3', 'uuid'],
    core: true,
  },
  queue: {
    comment:
      'Jobs, outbox, workers; no job bodies. web: its own routes for an administrator are drawn like all others.',
    rooms: ['shared', 'access', 'config', 'database', 'web'],
    packages: [
      '@nestjs',
      'typeorm',
      'better-sqlite3',
      '@types/better-sqlite3',
      'pg',
      '@types/pg',
      'bullmq',
      'ioredis',
      '@electric-sql/pglite',
      'nestjs-pino',
      'pino',
    ],
    core: true,
  },
  mail: {
    comment:
      'The way out for mails, and the local mailbox page; no wording. better-sqlite3: the journal of what is being handed over is a file of its own, not a table.',
    rooms: ['shared', 'access', 'config', 'web'],
    packages: ['@nestjs', 'nodemailer', 'postal-mime', 'fastify', 'better-sqlite3', '@types/better-sqlite3'],
    core: true,
  },
  web: {
    comment: 'What all routes share. database and queue: /health/ready asks both whether they answer.',
    rooms: ['shared', 'access', 'config', 'database', 'queue'],
    packages: [
      '@fastify',
      '@nestjs',
      'nestjs-pino',
      'class-validator',
      'class-transformer',
      'fastify',
      'nhsuk-frontend',
    ],
    core: true,
  },
  geography: {
    comment: 'Knows no other feature. csv and config: it reads the reference files that ship.',
    rooms: ['shared', 'config', 'csv', 'database'],
    packages: ['@nestjs', 'typeorm'],
    core: true,
  },
  identity: {
    comment:
      'Knows no other feature. queue: what is written to the audit trail is announced, in one transaction.',
    rooms: ['shared', 'csv', 'secrets', 'access', 'config', 'database', 'queue', 'web'],
    packages: [
      '@nestjs',
      'openid-client',
      'typeorm',
      'class-validator',
      'class-transformer',
      'fastify',
      '@fastify',
    ],
    core: true,
  },
  reference: {
    comment:
      'Professions, models, the Care Certificate, the HEI register. exchange: their names are its vocabulary.',
    rooms: ['shared', 'access', 'config', 'csv', 'exchange', 'database', 'web', 'geography'],
    packages: ['@nestjs', 'typeorm', 'class-validator', 'class-transformer'],
    core: true,
  },
  providers: {
    comment: 'Hosts, their sites, educators and pools. No students, no offers.',
    rooms: [
      'shared',
      'secrets',
      'access',
      'config',
      'csv',
      'exchange',
      'database',
      'queue',
      'web',
      'geography',
      'identity',
      'reference',
    ],
    packages: ['@nestjs', 'typeorm', 'class-validator', 'class-transformer', 'fastify', '@fastify'],
    core: true,
  },
  cohorts: {
    comment: 'HEIs and their students. No hosts, no offers.',
    rooms: [
      'shared',
      'secrets',
      'access',
      'config',
      'csv',
      'exchange',
      'database',
      'queue',
      'web',
      'geography',
      'identity',
      'reference',
    ],
    packages: ['@nestjs', 'typeorm', 'class-validator', 'class-transformer', 'fastify', '@fastify'],
    core: true,
  },
  placements: {
    comment:
      'Offers and the placements made of them. It does not choose who goes where. cohorts: a placement is of a student, and who may see which of the two follows from whose student it is.',
    rooms: [
      'shared',
      'access',
      'config',
      'csv',
      'exchange',
      'database',
      'queue',
      'web',
      'geography',
      'identity',
      'reference',
      'cohorts',
      'providers',
    ],
    packages: [
      '@nestjs',
      'typeorm',
      'class-validator',
      'class-transformer',
      'fastify',
      '@fastify',
      'ical-generator',
    ],
    core: true,
  },
  imports: {
    comment: 'Stages and commits files of every kind, so it stands above the rooms that own what is in them.',
    rooms: [
      'shared',
      'secrets',
      'access',
      'config',
      'csv',
      'exchange',
      'database',
      'queue',
      'web',
      'identity',
      'reference',
      'cohorts',
      'providers',
      'placements',
    ],
    packages: ['@nestjs', 'typeorm', 'class-validator', 'class-transformer', 'fastify', '@fastify'],
    core: true,
  },
  matching: {
    comment:
      "Runs and proposals. providers: pools and caps are their owners' to tell, and limit every run. geography: it measures the journeys. secrets: why a request was answered as it was says what a student needs.",
    rooms: [
      'shared',
      'secrets',
      'access',
      'config',
      'csv',
      'exchange',
      'database',
      'queue',
      'web',
      'geography',
      'identity',
      'reference',
      'cohorts',
      'providers',
      'placements',
    ],
    packages: ['@nestjs', 'typeorm', 'class-validator', 'class-transformer', 'fastify'],
    core: true,
  },
  notifications: {
    comment: 'Who hears of what, in which words. May look at every feature; no feature may look at it.',
    rooms: [
      'shared',
      'access',
      'config',
      'database',
      'queue',
      'mail',
      'web',
      'geography',
      'identity',
      'reference',
      'cohorts',
      'providers',
      'placements',
      'matching',
    ],
    packages: ['@nestjs', 'typeorm', 'class-validator', 'class-transformer', 'fastify'],
    core: true,
  },
  privacy: {
    comment:
      'What is kept about people, wherever it is kept: it reads and erases in every room, and no room knows it.',
    rooms: ['shared', 'access', 'database', 'queue', 'web', 'identity', 'cohorts', 'imports', 'matching'],
    packages: ['@nestjs', 'typeorm', 'class-validator', 'class-transformer', 'fastify'],
    core: true,
  },
  system: {
    comment:
      "What the local system's team sees of everything: gaps, organisations, mails, failed jobs. No room knows it.",
    rooms: [
      'shared',
      'access',
      'config',
      'database',
      'queue',
      'web',
      'geography',
      'identity',
      'reference',
      'cohorts',
      'providers',
      'placements',
      'matching',
      'notifications',
    ],
    packages: ['@nestjs', 'typeorm', 'class-validator', 'class-transformer', 'fastify'],
    core: true,
  },
  commands: {
    comment: 'What the command line does: composition, like main, worker and cli.',
    rooms: [
      'shared',
      'privacy',
      'secrets',
      'access',
      'config',
      'csv',
      'exchange',
      'database',
      'queue',
      'web',
      'geography',
      'identity',
      'reference',
      'cohorts',
      'providers',
      'placements',
      'imports',
      'matching',
      'notifications',
      'system',
    ],
    outside: ['^src/(create-app|entities)\\.ts$'],
    packages: ['@nestjs', 'typeorm'],
    core: true,
  },
};

/** Path of a package where npm puts it, with or without a scope. */
const packagePath = (name) => `(^|/)node_modules/${name}(/|$)`;

const roomRules = Object.entries(ROOMS).map(([room, { comment, rooms, outside = [], packages, core }]) => ({
  name: `${room}-imports-only-its-arrows`,
  comment,
  severity: 'error',
  from: { path: `^src/${room}/`, pathNot: [TESTS, '^src/matching/engine/'] },
  to: {
    pathNot: [
      `^src/${room}/`,
      ...rooms.map((each) => `^src/${each}/`),
      ...outside,
      ...packages.map(packagePath),
      ...packages
        .filter((each) => each.startsWith('@types/'))
        .map((each) => each.slice('@types/'.length))
        .map(packagePath),
    ],
    ...(core === true ? { dependencyTypesNot: ['core'] } : {}),
  },
}));

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment:
        'Files that need each other are one thing in two places; under ES modules entities of a ring do not even load.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'engine-is-pure',
      comment:
        'The engine takes plain data and gives plain data: itself and src/shared, no package, no node:*.',
      severity: 'error',
      from: { path: '^src/matching/engine/', pathNot: TESTS },
      to: { pathNot: ['^src/matching/engine/', '^src/shared/'] },
    },
    {
      name: 'rooms-meet-at-index',
      comment:
        "The other rooms too are known by their index.ts. Excepted: src/shared and the engine's types, which have no inside; database/columns and new-id, which entities and the outbox take by themselves so that no entity pulls in the whole room in a ring; config/root-folder and geography/shipped-files, so that the match of files loads no framework.",
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: TESTS },
      to: {
        path: '^src/[^/]+/',
        pathNot: [
          '^src/$1/',
          '^src/[^/]+/index\\.ts$',
          '^src/shared/',
          '^src/matching/engine/((sequences|repair)/)?types\\.ts$',
          '^src/database/(columns|new-id)\\.ts$',
          '^src/config/root-folder\\.ts$',
          '^src/geography/shipped-files\\.ts$',
        ],
      },
    },
    {
      name: 'composition-takes-index-too',
      comment:
        'The files at the top put rooms together and take their index.ts. Excepted: src/entities.ts names entity files one by one; the app takes three parts of web that only it needs; the command line takes the match of files by itself, so that it starts without a database.',
      severity: 'error',
      from: { path: '^src/[^/]+\\.ts$' },
      to: {
        path: '^src/[^/]+/',
        pathNot: [
          '^src/[^/]+/index\\.ts$',
          '^src/shared/',
          '^src/commands/',
          '\\.entity\\.ts$',
          '^src/web/(web\\.module|assets|guards-loopback)\\.ts$',
          '^src/matching/(match-files|solve-file)/index\\.ts$',
          '^src/config/config\\.ts$',
        ],
      },
    },
    {
      name: 'match-of-files-needs-no-service',
      comment:
        'The match command works with no database, no queue and no server, so nothing that it loads may load those, nor a framework: it starts in a moment.',
      severity: 'error',
      from: { path: '^src/matching/match-files/', pathNot: TESTS },
      to: {
        path: [
          'node_modules/(better-sqlite3|pg|bullmq|ioredis|@electric-sql/pglite|fastify|nodemailer|typeorm|@nestjs)/',
          '^src/(queue|web|mail)/',
          '^src/database/(open-)?database\\.ts$',
        ],
        reachable: true,
      },
    },
    {
      name: 'rules-are-pure',
      comment:
        'Rules are functions over plain data: no service, no repository, no node:*; entities for their types alone.',
      severity: 'error',
      from: { path: '^src/[^/]+/rules/', pathNot: TESTS },
      to: {
        path: '\\.(service|repository|controller|job|module|reader|writer)\\.ts$|node_modules/(@nestjs|typeorm)/',
      },
    },
    {
      name: 'rules-need-no-machine',
      comment: 'The same, said of what Node.js brings.',
      severity: 'error',
      from: { path: '^src/[^/]+/rules/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'nobody-imports-composition',
      comment: 'What puts the house together is imported by other composition and by tests.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: [TESTS, '^src/commands/'] },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    {
      name: 'no-test-in-the-product',
      comment:
        'Tests import the product, never the other way round; neither does it need a development package.',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: TESTS },
      to: { path: [TESTS, '^test/', '^bench/'] },
    },
    {
      name: 'no-development-package-in-the-product',
      comment: 'What `npm ci --omit=dev` leaves out must not be missed. Types alone are gone by then.',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: TESTS },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/@types/',
      },
    },
    ...roomRules,
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};

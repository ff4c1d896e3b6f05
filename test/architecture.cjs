/**
 * Who may import whom. Each rule has its reason; `npm run check:layers` fails the build on a breach.
 * @type {import('dependency-cruiser').IConfiguration}
 */
module.exports = {
  forbidden: [
    {
      name: 'contract-stands-alone',
      comment: 'The border must not depend on those who cross it.',
      severity: 'error',
      from: { path: '^preload/contract/' },
      to: { pathNot: ['^preload/contract/', '^node_modules/zod'] },
    },
    {
      name: 'renderer-sees-only-the-contract',
      comment: 'The renderer is sandboxed: it shares words with the studio, never code.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(main|native-models|preload/(?!contract/))' },
    },
    {
      name: 'renderer-takes-types-of-the-contract',
      comment: 'Messages are parsed where they arrive, in main; zod stays out of the bundle.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^preload/contract/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'native-models-knows-no-app',
      comment: 'The builder runs from a terminal with no studio around it.',
      severity: 'error',
      from: { path: '^native-models/' },
      to: { path: '^(main|preload|renderer)/' },
    },
    {
      name: 'few-doors-to-native-models',
      comment:
        'manifest, forecast, shelf, failure and make-folder are light and for everyone; index builds and is for the workshop and the terminal.',
      severity: 'error',
      from: { path: '^main/' },
      to: {
        path: '^native-models/',
        pathNot: '^native-models/(manifest|forecast|index|failure|make-folder|shelf)\\.ts$',
      },
    },
    {
      name: 'main-never-loads-onnxruntime',
      comment: 'A driver crash or a blocking run must never take the studio down.',
      severity: 'error',
      from: { path: '^main/(serve|cli|index|studio)\\.ts$' },
      to: { path: '^node_modules/onnxruntime', reachable: true },
    },
    {
      name: 'main-never-decodes-foreign-bytes',
      comment: 'Foreign images are decoded in the workshop, a process that may die.',
      severity: 'error',
      from: { path: '^main/(serve|cli|index|studio)\\.ts$' },
      to: { path: '^node_modules/sharp', reachable: true },
    },
    {
      name: 'inference-knows-no-host',
      comment:
        'The engine computes; queues, files of the gallery and windows are not its business.',
      severity: 'error',
      from: { path: '^main/inference/' },
      to: { path: '^main/(?!inference/|failure\\.ts|children/messages\\.ts)' },
    },
    {
      name: 'jobs-know-no-host',
      comment: 'The road goes down: hosts → studio → routes → jobs → children.',
      severity: 'error',
      from: { path: '^main/(jobs|children|models|gallery|conversations)/' },
      to: { path: '^main/(routes|server|electron)/|^main/(studio|serve|cli|index)\\.ts$' },
    },
    {
      name: 'electron-at-the-rim',
      comment: 'Everything but the Electron host runs under plain Node.',
      severity: 'error',
      from: { pathNot: '^(main/electron/|main/index\\.ts|preload/index\\.ts)' },
      to: { path: '^node_modules/electron/' },
    },
    {
      name: 'pages-do-not-know-each-other',
      comment: 'A page is a folder; what two pages need lives in state or ui.',
      severity: 'error',
      from: { path: '^renderer/(draw|ask|gallery|making|models|settings)/' },
      to: {
        path: '^renderer/(draw|ask|gallery|making|models|settings)/',
        pathNot: '^renderer/$1/',
      },
    },
    {
      name: 'ui-knows-nothing',
      comment: 'A button is a button anywhere.',
      severity: 'error',
      from: { path: '^renderer/ui/' },
      to: { path: '^renderer/(?!ui/)' },
    },
    {
      name: 'no-circle',
      comment: 'A circle has no bottom.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphan',
      comment: 'Code that nothing reaches is not part of the house.',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.d\\.ts$', '(vite|vitest|playwright)\\.config\\.ts$'] },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node'],
    },
  },
};

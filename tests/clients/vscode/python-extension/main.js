// As much of the Python extension as TensorTidy asks: which interpreter is chosen. Tests choose it.
const vscode = require('vscode');

const changed = new vscode.EventEmitter();
let chosen = '';

exports.activate = () => ({
  choose(path) {
    chosen = path;
    changed.fire({ path });
  },
  environments: {
    getActiveEnvironmentPath: () => ({ path: chosen }),
    resolveEnvironment: async ({ path }) => (path ? { executable: { uri: vscode.Uri.file(path) } } : undefined),
    onDidChangeActiveEnvironmentPath: changed.event,
  },
});

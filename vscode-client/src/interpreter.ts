// The interpreter that the Python extension has chosen for this workspace.
import * as vscode from 'vscode';

const PYTHON_EXTENSION = 'ms-python.python';
const PATIENCE = 10_000; // milliseconds for that extension to start

/** As much of the Python extension's interface as is asked here. */
interface PythonExtension {
  environments?: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { path: string };
    resolveEnvironment(environment: { path: string }): Promise<Environment | undefined>;
    onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

interface Environment {
  executable: { uri?: vscode.Uri };
}

/**
 * The path of the interpreter; undefined where that extension is not there, or says nothing.
 *
 * It may lie in the workspace, so nobody is asked before that is trusted.
 */
export async function chosenInterpreter(log: vscode.LogOutputChannel): Promise<string | undefined> {
  const environments = (await pythonExtension(log))?.environments;
  if (environments === undefined) {
    return undefined;
  }
  try {
    const active = environments.getActiveEnvironmentPath(vscode.workspace.workspaceFolders?.[0]?.uri);
    return (await environments.resolveEnvironment(active))?.executable.uri?.fsPath;
  } catch (error) {
    log.warn(`The Python extension did not say which interpreter it uses: ${String(error)}`);
    return undefined;
  }
}

/** Calls back whenever another interpreter is chosen. */
export async function onInterpreterChosen(
  callback: () => void,
  log: vscode.LogOutputChannel,
): Promise<vscode.Disposable | undefined> {
  return (await pythonExtension(log))?.environments?.onDidChangeActiveEnvironmentPath(callback);
}

async function pythonExtension(log: vscode.LogOutputChannel): Promise<PythonExtension | undefined> {
  const extension = vscode.workspace.isTrusted
    ? vscode.extensions.getExtension<PythonExtension>(PYTHON_EXTENSION)
    : undefined;
  if (extension === undefined) {
    return undefined;
  }
  const slow = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), PATIENCE));
  try {
    return await Promise.race([extension.activate(), slow]);
  } catch (error) {
    log.warn(`The Python extension did not start: ${String(error)}`);
    return undefined;
  }
}

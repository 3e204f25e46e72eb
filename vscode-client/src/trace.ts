// What editor and server say to each other, written where somebody asks for it by a setting.
import * as vscode from 'vscode';
import { SECTION } from './settings';

/**
 * An output for the client to trace to: the client goes by its level alone, and so it has that of the setting
 * `tensortidy.trace.server`, where a level would have to be set for this output by hand.
 */
export class TraceOutput implements vscode.Disposable {
  private readonly output = vscode.window.createOutputChannel('TensorTidy Trace', { log: true });
  private readonly changed = new vscode.EventEmitter<vscode.LogLevel>();
  private readonly listener = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`${SECTION}.trace.server`)) {
      this.changed.fire(level());
    }
  });

  readonly channel: vscode.LogOutputChannel = Object.create(this.output, {
    logLevel: { get: level },
    onDidChangeLogLevel: { value: this.changed.event },
    trace: { value: (message: string) => this.output.info(message) },
  });

  dispose(): void {
    this.listener.dispose();
    this.changed.dispose();
    this.output.dispose();
  }
}

function level(): vscode.LogLevel {
  const wanted = vscode.workspace.getConfiguration(SECTION).get('trace.server', 'off');
  return wanted === 'off' ? vscode.LogLevel.Off : vscode.LogLevel.Trace;
}

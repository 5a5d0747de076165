// Stands in for VS Code's native logger, which would need a compiler: the same calls, appending to the log file.
// Without it VS Code starts, but its output channels stay empty.
const fs = require('node:fs');
const path = require('node:path');

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

class Logger {
  constructor(file) {
    this.file = file;
    this.level = 0;
    this.raw = false;
    fs.mkdirSync(path.dirname(file), { recursive: true });
  }

  trace(message) {
    this.#write(0, message);
  }

  debug(message) {
    this.#write(1, message);
  }

  info(message) {
    this.#write(2, message);
  }

  warn(message) {
    this.#write(3, message);
  }

  error(message) {
    this.#write(4, message);
  }

  critical(message) {
    this.#write(5, message);
  }

  getLevel() {
    return this.level;
  }

  setLevel(level) {
    this.level = level;
  }

  setPattern() {}

  clearFormatters() {
    this.raw = true;
  }

  flush() {}

  drop() {
    this.file = undefined;
  }

  #write(level, message) {
    if (level < this.level || this.file === undefined) return;
    const time = new Date().toISOString().replace('T', ' ').slice(0, 23);
    fs.appendFileSync(this.file, this.raw ? message : `${time} [${levels[level]}] ${message}\n`);
  }
}

const createLogger = async (_name, file) => new Logger(file);

exports.version = '0.15.8';
exports.Logger = Logger;
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.shutdown = () => {};

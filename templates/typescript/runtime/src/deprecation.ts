/** Returns a function that warns once. Node shows where with `--trace-deprecation`. */
export function deprecation(message: string): () => void {
  let isWarned = false;
  return () => {
    if (!isWarned) {
      isWarned = true;
      const { process } = globalThis as {
        process?: { emitWarning?: (message: string, type: string) => void };
      };
      if (process?.emitWarning) {
        process.emitWarning(message, 'DeprecationWarning');
      } else {
        console.warn(message);
      }
    }
  };
}

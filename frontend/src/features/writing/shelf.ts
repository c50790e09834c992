/** Where unsaved text waits on this computer. */
export interface Shelf {
  read: (name: string) => unknown;
  /** False when the browser keeps nothing: private windows, a full disk. */
  write: (name: string, value: unknown) => boolean;
  remove: (name: string) => void;
}

const prefix = 'bdg-draft:';

export const browserShelf: Shelf = {
  read(name) {
    try {
      return JSON.parse(localStorage.getItem(prefix + name) ?? 'null') as unknown;
    } catch {
      return null;
    }
  },
  write(name, value) {
    try {
      localStorage.setItem(prefix + name, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  },
  remove(name) {
    try {
      localStorage.removeItem(prefix + name);
    } catch {
      // A browser without storage has nothing to remove.
    }
  },
};

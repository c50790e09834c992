import type { Problem } from '../../graphql/problem.ts';
import type { UserError } from '../../graphql/userErrors.ts';
import { changed, merge, same } from './merge.ts';
import type { Shelf } from './shelf.ts';

/** What the server has. */
export interface Version<Fields> {
  id: string;
  slug: string;
  revision: number;
  /** Others read it: a change shows at once, so nothing is sent until the person says so. */
  isPublished: boolean;
  /** Names of the fields that publication still waits for. */
  missing: readonly string[];
  fields: Fields;
}

export type Answer<Fields> =
  | { kind: 'saved'; version: Version<Fields> }
  | { kind: 'refused'; errors: readonly UserError[] }
  | { kind: 'conflict'; theirs: Version<Fields> }
  | { kind: 'failed'; problem: Problem };

export interface Server<Fields> {
  create: (fields: Fields) => Promise<Answer<Fields>>;
  update: (version: Version<Fields>, change: Partial<Fields>) => Promise<Answer<Fields>>;
  publish: (version: Version<Fields>) => Promise<Answer<Fields>>;
}

export interface DraftState<Fields> {
  fields: Fields;
  version: Version<Fields> | null;
  /** Something here is not at the server yet. */
  isDirty: boolean;
  isSaving: boolean;
  /** When the server last took it, in this window. */
  savedAt: string | null;
  /** Others see it as soon as the server has it: a new one stays here until the person says so. */
  isSharedAtOnce: boolean;
  /** False when this browser cannot keep anything. */
  isKept: boolean;
  /** Came back from this computer, after a closed window. */
  isRestored: boolean;
  errors: readonly UserError[];
  problem: Problem | null;
  /** Both changed the same fields: nothing is sent until somebody chooses. */
  clash: { theirs: Version<Fields>; names: (keyof Fields & string)[] } | null;
  /** Fields that somebody else changed and that were taken over. */
  taken: (keyof Fields & string)[];
}

export interface DraftOptions<Fields> {
  shelf: Shelf;
  /** The name on the shelf of something that has no id yet, and the beginning of the name of something that has. */
  shelfName: string;
  /** Begin here: what the server has, or an empty form. */
  start: { version: Version<Fields> } | { fields: Fields };
  /** Typed before there was a form: pasted notes. */
  typed?: Partial<Fields> | undefined;
  server: Server<Fields>;
  /** What can be sent: without the lines that are only half filled in. `base` is what the server has. */
  sendable: (fields: Fields, base: Fields | null) => Fields;
  /** Is there enough to make one of it? */
  canCreate: (fields: Fields) => boolean;
  /** There are no drafts of it: making one shows it to others. Default: false. */
  isSharedAtOnce?: boolean;
  /** Milliseconds between the last key and saving. */
  delay?: number;
}

interface Kept<Fields> {
  fields: Fields;
  /** What the change was made on; null when the server had nothing. */
  base: { revision: number; fields: Fields } | null;
}

const retryFirst = 4000;
const retryLast = 60_000;
/** Others keep changing it while we do: stop after this many, the next key tries again. */
const roundsMax = 5;

/**
 * Keeps what somebody types. Every change goes to the shelf (this computer) at once and to the server a moment later;
 * the shelf lets go when the server has it. Nothing typed is lost by a closed window, a lost network or a session that
 * ended, and a change of somebody else is never overwritten: it is joined, or shown to choose from.
 */
export class DraftKeeper<Fields extends object> {
  readonly #options: DraftOptions<Fields>;
  #server: Server<Fields>;
  #state: DraftState<Fields>;
  #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retryAfter = retryFirst;
  #running: Promise<boolean> | null = null;
  /** Somebody pressed the button. */
  #mayShare = false;
  #isOver = false;

  constructor(options: DraftOptions<Fields>) {
    this.#options = options;
    this.#server = options.server;
    const version = 'version' in options.start ? options.start.version : null;
    const fields = 'version' in options.start ? options.start.version.fields : options.start.fields;
    this.#state = {
      fields, version,
      isDirty: false, isSaving: false, savedAt: null, isKept: true, isRestored: false,
      isSharedAtOnce: options.isSharedAtOnce ?? false,
      errors: [], problem: null, clash: null, taken: [],
    };
    this.#restore();
    if (options.typed) {
      this.#set({ fields: { ...this.#state.fields, ...options.typed } });
      this.#keep();
    }
  }

  readonly getState = (): DraftState<Fields> => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** From here on it saves by itself; the answer ends that. What is unsaved then is sent once more. */
  start(): () => void {
    const online = () => this.retry();
    window.addEventListener('online', online);
    if (this.#state.isDirty) this.#plan();
    return () => {
      window.removeEventListener('online', online);
      clearTimeout(this.#timer);
      if (this.#state.isDirty && this.#savesByItself()) void this.save();
    };
  }

  /** Another client: after signing in again. */
  setServer(server: Server<Fields>): void {
    if (server === this.#server) return;
    this.#server = server;
    this.retry();
  }

  change(patch: Partial<Fields>): void {
    const names = Object.keys(patch);
    const errors = this.#state.errors.filter(({ path }) => !names.some((name) => path.includes(name)));
    this.#set({ fields: { ...this.#state.fields, ...patch }, errors });
    this.#keep();
    this.#plan();
  }

  /** Now: because of a button, or because the network is back. False when something is in the way. */
  save(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  retry(): void {
    if (this.#state.problem && this.#savesByItself()) void this.save();
  }

  /** Saves and then shows it to others. */
  async publish(): Promise<boolean> {
    this.#mayShare = true;
    const isSaved = await this.save();
    this.#mayShare = false;
    const { version } = this.#state;
    if (!isSaved || !version) return false;
    // Making it was showing it.
    if (version.isPublished) return true;
    this.#set({ isSaving: true });
    const answer = await this.#server.publish(version);
    this.#set({ isSaving: false });
    return this.#take(answer, version.fields) && answer.kind === 'saved';
  }

  /** What a form found by itself, in the same words as the server. */
  refuse(errors: readonly UserError[]): void {
    this.#set({ errors });
  }

  /** Ends a clash: the chosen fields become theirs, the others stay mine. */
  settle(theirNames: readonly (keyof Fields & string)[]): void {
    const { clash, fields, version } = this.#state;
    if (!clash || !version) return;
    const next = merge(version.fields, fields, clash.theirs.fields);
    for (const name of theirNames) next.fields[name] = clash.theirs.fields[name];
    this.#set({ fields: next.fields, version: clash.theirs, clash: null, taken: next.taken });
    this.#keep();
    this.#plan(0);
  }

  /** Throws away what is only here: back to what the server has, or to an empty form. */
  revert(empty: Fields): void {
    clearTimeout(this.#timer);
    this.#options.shelf.remove(this.#name());
    const fields = this.#state.version?.fields ?? empty;
    this.#set({ fields, isDirty: false, isRestored: false, errors: [], problem: null, clash: null, taken: [] });
  }

  /** It is gone, on purpose: keep nothing and send nothing more. */
  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#options.shelf.remove(this.#name());
    this.#set({ isDirty: false });
  }

  async #run(): Promise<boolean> {
    for (let round = 0; round < roundsMax; round += 1) {
      if (this.#isOver || this.#state.clash) return false;
      const { version, fields } = this.#state;
      const sent = this.#options.sendable(fields, version?.fields ?? null);
      if (version ? same(sent, version.fields) : !this.#mayCreate(fields)) {
        if (version) this.#letGo();
        return version !== null;
      }
      this.#set({ isSaving: true });
      const answer = version
        ? await this.#server.update(version, changed(version.fields, sent))
        : await this.#server.create(sent);
      this.#set({ isSaving: false });
      if (!this.#take(answer, sent)) return false;
    }
    return false;
  }

  #mayCreate(fields: Fields): boolean {
    return this.#options.canCreate(fields) && (this.#mayShare || !this.#state.isSharedAtOnce);
  }

  /** True when one can go on. */
  #take(answer: Answer<Fields>, sent: Fields): boolean {
    switch (answer.kind) {
      case 'saved': {
        const isNew = this.#state.version === null;
        if (isNew) this.#options.shelf.remove(this.#name());
        // As it was sent: what the server tidied up is no change of somebody else.
        this.#set({
          version: { ...answer.version, fields: sent },
          savedAt: new Date().toISOString(), errors: [], problem: null, isRestored: false,
        });
        this.#retryAfter = retryFirst;
        this.#letGo();
        return true;
      }
      case 'refused':
        this.#set({ errors: answer.errors, problem: null });
        return false;
      case 'conflict':
        return this.#meet(answer.theirs);
      case 'failed':
        this.#set({ problem: answer.problem });
        if (['network', 'internal', 'rateLimited'].includes(answer.problem.kind)) {
          this.#plan(this.#retryAfter);
          this.#retryAfter = Math.min(this.#retryAfter * 2, retryLast);
        }
        return false;
    }
  }

  /** Somebody else was here. True when both changes could be joined. */
  #meet(theirs: Version<Fields>): boolean {
    const base = this.#state.version?.fields ?? theirs.fields;
    const { fields, taken, clashes } = merge(base, this.#state.fields, theirs.fields);
    if (clashes.length > 0) {
      this.#set({ clash: { theirs, names: clashes }, problem: null });
      return false;
    }
    this.#set({ fields, version: theirs, taken, problem: null });
    this.#keep();
    return true;
  }

  #restore(): void {
    const kept = this.#options.shelf.read(this.#name()) as Kept<Fields> | null;
    if (!kept || typeof kept.fields !== 'object' || kept.fields === null) return;
    const { version, fields } = this.#state;
    // A newer program may have more fields than the one that kept this.
    const mine = { ...fields, ...kept.fields };
    if (!version || !kept.base || kept.base.revision === version.revision) {
      this.#set({ fields: mine, isRestored: !same(mine, fields) });
    } else {
      const base = { ...fields, ...kept.base.fields };
      this.#set({ fields: mine, version: { ...version, revision: kept.base.revision, fields: base }, isRestored: true });
      this.#meet(version);
    }
    const now = this.#state;
    this.#set({ isDirty: now.clash !== null || !same(now.fields, version ? version.fields : fields) });
    if (!this.#state.isDirty) this.#options.shelf.remove(this.#name());
  }

  #keep(): void {
    const { fields, version } = this.#state;
    const kept: Kept<Fields> = { fields, base: version && { revision: version.revision, fields: version.fields } };
    const isKept = this.#options.shelf.write(this.#name(), kept);
    this.#set({ isKept, isDirty: true });
  }

  /** The server has it, so this computer need not. */
  #letGo(): void {
    const { fields, version } = this.#state;
    if (!version || !same(fields, version.fields)) {
      this.#keep();
      return;
    }
    this.#options.shelf.remove(this.#name());
    this.#set({ isDirty: false });
  }

  #plan(after = this.#options.delay ?? 1500): void {
    clearTimeout(this.#timer);
    if (this.#savesByItself()) this.#timer = setTimeout(() => void this.save(), after);
  }

  #savesByItself(): boolean {
    const { clash, version, isSharedAtOnce } = this.#state;
    return !this.#isOver && !clash && (version ? !version.isPublished : !isSharedAtOnce);
  }

  #name(): string {
    return `${this.#options.shelfName}:${this.#state.version?.id ?? 'new'}`;
  }

  #set(patch: Partial<DraftState<Fields>>): void {
    this.#state = { ...this.#state, ...patch };
    for (const listener of this.#listeners) listener();
  }
}

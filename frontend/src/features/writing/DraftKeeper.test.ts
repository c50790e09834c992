import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Answer, DraftKeeper, type Version } from './DraftKeeper.ts';
import type { Shelf } from './shelf.ts';

interface Note {
  title: string;
  body: string;
  lines: string[];
}

const empty: Note = { title: '', body: '', lines: [] };
const version = (revision: number, fields: Partial<Note> = {}, isPublished = false): Version<Note> => ({
  id: 'n1', slug: 'note', revision, isPublished, missing: [], fields: { ...empty, title: 'Titel', ...fields },
});

/** A server with one note, which answers as the real one does. */
function fakeServer(first: Version<Note> | null) {
  let now = first;
  let next: Answer<Note>[] = [];
  const sent: object[] = [];
  const answer = (): Answer<Note> | undefined => next.shift();
  return {
    sent,
    /** The next answers, before it is itself again. */
    failWith: (...answers: Answer<Note>[]) => {
      next = answers;
    },
    somebodyElseWrites: (fields: Partial<Note>) => {
      if (now) now = { ...now, revision: now.revision + 1, fields: { ...now.fields, ...fields } };
    },
    current: () => now,
    server: {
      create: (fields: Note) => {
        sent.push(fields);
        const other = answer();
        if (other) return Promise.resolve(other);
        now = version(1, fields);
        return Promise.resolve({ kind: 'saved' as const, version: now });
      },
      update: (on: Version<Note>, change: Partial<Note>) => {
        sent.push(change);
        const other = answer();
        if (other) return Promise.resolve(other);
        if (!now) throw new Error('nothing there');
        if (on.revision !== now.revision) return Promise.resolve({ kind: 'conflict' as const, theirs: now });
        now = { ...now, revision: now.revision + 1, fields: { ...now.fields, ...change } };
        return Promise.resolve({ kind: 'saved' as const, version: now });
      },
      publish: (on: Version<Note>) => {
        const other = answer();
        if (other) return Promise.resolve(other);
        now = { ...on, isPublished: true, revision: on.revision + 1 };
        return Promise.resolve({ kind: 'saved' as const, version: now });
      },
    },
  };
}

function fakeShelf(): Shelf & { names: () => string[] } {
  const kept = new Map<string, string>();
  return {
    read: (name) => JSON.parse(kept.get(name) ?? 'null') as unknown,
    write: (name, value) => {
      kept.set(name, JSON.stringify(value));
      return true;
    },
    remove: (name) => void kept.delete(name),
    names: () => [...kept.keys()],
  };
}

function keep(shelf: Shelf, far: ReturnType<typeof fakeServer>, isNew = false, isSharedAtOnce = false) {
  const current = far.current();
  return new DraftKeeper<Note>({
    shelf,
    shelfName: 'note:anna',
    start: current && !isNew ? { version: current } : { fields: empty },
    server: far.server,
    sendable: (fields) => ({ ...fields, lines: fields.lines.filter((line) => line.trim() !== '') }),
    canCreate: (fields) => fields.title.trim() !== '',
    isSharedAtOnce,
  });
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('what somebody types', () => {
  it('is on the shelf at once, at the server a moment later, and then no longer on the shelf', async () => {
    const [shelf, far] = [fakeShelf(), fakeServer(version(1))];
    const keeper = keep(shelf, far);
    keeper.start();
    keeper.change({ body: 'Een' });
    expect(shelf.names()).toEqual(['note:anna:n1']);
    expect(far.sent).toEqual([]);
    keeper.change({ body: 'Een zin ' });
    await vi.advanceTimersByTimeAsync(2000);
    expect(far.sent).toEqual([{ body: 'Een zin ' }]);
    expect(shelf.names()).toEqual([]);
    expect(keeper.getState()).toMatchObject({ isDirty: false, errors: [], problem: null, fields: { body: 'Een zin ' } });
    expect(keeper.getState().savedAt).not.toBeNull();
  });

  it('makes one draft, once there is a title, however fast one types', async () => {
    const [shelf, far] = [fakeShelf(), fakeServer(null)];
    const keeper = keep(shelf, far);
    keeper.start();
    keeper.change({ body: 'Eerst de tekst' });
    await vi.advanceTimersByTimeAsync(5000);
    expect(far.sent).toEqual([]);
    expect(shelf.names()).toEqual(['note:anna:new']);
    keeper.change({ title: 'Nu' });
    void keeper.save();
    keeper.change({ title: 'Nu een titel' });
    await vi.advanceTimersByTimeAsync(5000);
    expect(far.sent).toHaveLength(2);
    expect(far.sent[1]).toEqual({ title: 'Nu een titel' });
    expect(far.current()?.fields.title).toBe('Nu een titel');
    expect(shelf.names()).toEqual([]);
  });

  it('comes back after a closed window', async () => {
    const [shelf, far] = [fakeShelf(), fakeServer(version(1))];
    keep(shelf, far).change({ body: 'Net getypt' });
    const again = keep(shelf, far);
    expect(again.getState()).toMatchObject({ isRestored: true, isDirty: true, fields: { body: 'Net getypt' } });
    again.start();
    await vi.advanceTimersByTimeAsync(2000);
    expect(far.current()?.fields.body).toBe('Net getypt');
    expect(keep(shelf, far).getState().isRestored).toBe(false);
  });

  it('stays while the network is away, and goes as soon as it is back', async () => {
    const [shelf, far] = [fakeShelf(), fakeServer(version(1))];
    const keeper = keep(shelf, far);
    keeper.start();
    far.failWith({ kind: 'failed', problem: { kind: 'network' } }, { kind: 'failed', problem: { kind: 'network' } });
    keeper.change({ body: 'In de trein' });
    await vi.advanceTimersByTimeAsync(2000);
    expect(keeper.getState()).toMatchObject({ problem: { kind: 'network' }, isDirty: true });
    expect(shelf.names()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(4000);
    expect(far.sent).toHaveLength(2);
    window.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(0);
    expect(far.current()?.fields.body).toBe('In de trein');
    expect(keeper.getState()).toMatchObject({ problem: null, isDirty: false });
  });

  it('waits for signing in again instead of asking over and over', async () => {
    const [shelf, far] = [fakeShelf(), fakeServer(version(1))];
    const keeper = keep(shelf, far);
    keeper.start();
    far.failWith({ kind: 'failed', problem: { kind: 'unauthenticated' } });
    keeper.change({ body: 'Uren werk' });
    await vi.advanceTimersByTimeAsync(600_000);
    expect(far.sent).toHaveLength(1);
    keeper.setServer({ ...far.server });
    await vi.advanceTimersByTimeAsync(0);
    expect(far.current()?.fields.body).toBe('Uren werk');
  });

  it('is not sent by itself when others can read it', async () => {
    const [shelf, far] = [fakeShelf(), fakeServer(version(1, {}, true))];
    const keeper = keep(shelf, far);
    const stop = keeper.start();
    keeper.change({ body: 'Halve zi' });
    await vi.advanceTimersByTimeAsync(60_000);
    stop();
    expect(far.sent).toEqual([]);
    expect(shelf.names()).toHaveLength(1);
    expect(await keeper.save()).toBe(true);
    expect(far.sent).toEqual([{ body: 'Halve zi' }]);
  });

  it('keeps a half filled line here, and sends the rest', async () => {
    const [shelf, far] = [fakeShelf(), fakeServer(version(1))];
    const keeper = keep(shelf, far);
    keeper.start();
    keeper.change({ lines: ['CBS', ' '], body: 'Tekst' });
    await vi.advanceTimersByTimeAsync(2000);
    expect(far.current()?.fields).toMatchObject({ lines: ['CBS'], body: 'Tekst' });
    expect(keeper.getState().fields.lines).toEqual(['CBS', ' ']);
    expect(shelf.names()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(far.sent).toHaveLength(1);
  });
});

describe('what was typed before there was a form', () => {
  it('is kept like everything else', async () => {
    const [shelf, far] = [fakeShelf(), fakeServer(null)];
    const keeper = new DraftKeeper<Note>({
      shelf, shelfName: 'note:anna', start: { fields: empty }, typed: { title: 'Uit notities' },
      server: far.server, sendable: (fields) => fields, canCreate: ({ title }) => title !== '',
    });
    expect(shelf.names()).toEqual(['note:anna:new']);
    keeper.start();
    await vi.advanceTimersByTimeAsync(2000);
    expect(far.current()?.fields.title).toBe('Uit notities');
  });
});

describe('what the server refuses', () => {
  it('stands at its field until that field changes', async () => {
    const [shelf, far] = [fakeShelf(), fakeServer(version(1))];
    const keeper = keep(shelf, far);
    keeper.start();
    far.failWith({ kind: 'refused', errors: [{ path: ['body'], code: 'TOO_LONG', message: 'Te lang.' }] });
    keeper.change({ body: 'x' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(far.sent).toHaveLength(1);
    expect(keeper.getState().errors).toHaveLength(1);
    keeper.change({ title: 'Anders' });
    expect(keeper.getState().errors).toHaveLength(1);
    keeper.change({ body: 'y' });
    expect(keeper.getState().errors).toEqual([]);
  });
});

describe('two people at once', () => {
  it('are joined when they changed different fields', async () => {
    const [shelf, far] = [fakeShelf(), fakeServer(version(1))];
    const keeper = keep(shelf, far);
    keeper.start();
    far.somebodyElseWrites({ title: 'Hun titel' });
    keeper.change({ body: 'Mijn tekst' });
    await vi.advanceTimersByTimeAsync(2000);
    expect(far.current()?.fields).toMatchObject({ title: 'Hun titel', body: 'Mijn tekst' });
    expect(keeper.getState()).toMatchObject({ clash: null, taken: ['title'], isDirty: false });
  });

  it('see both versions when they changed the same field, and one chooses', async () => {
    const [shelf, far] = [fakeShelf(), fakeServer(version(1))];
    const keeper = keep(shelf, far);
    keeper.start();
    far.somebodyElseWrites({ title: 'Hun titel', body: 'Hun tekst' });
    keeper.change({ title: 'Mijn titel', body: 'Mijn tekst' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(keeper.getState().clash?.names).toEqual(['title', 'body']);
    expect(keeper.getState().fields).toMatchObject({ title: 'Mijn titel', body: 'Mijn tekst' });
    expect(far.sent).toHaveLength(1);
    keeper.settle(['title']);
    await vi.advanceTimersByTimeAsync(0);
    expect(far.current()?.fields).toMatchObject({ title: 'Hun titel', body: 'Mijn tekst' });
    expect(keeper.getState()).toMatchObject({ clash: null, isDirty: false });
  });

  it('meet again after a closed window', () => {
    const [shelf, far] = [fakeShelf(), fakeServer(version(1))];
    keep(shelf, far).change({ body: 'Mijn tekst' });
    far.somebodyElseWrites({ body: 'Hun tekst' });
    const again = keep(shelf, far);
    expect(again.getState().clash).toMatchObject({ names: ['body'], theirs: { revision: 2 } });
    expect(again.getState().fields.body).toBe('Mijn tekst');
  });
});

describe('publishing', () => {
  it('saves first, and tells when it did not happen', async () => {
    const [shelf, far] = [fakeShelf(), fakeServer(version(1))];
    const keeper = keep(shelf, far);
    keeper.change({ body: 'Af' });
    far.failWith({ kind: 'failed', problem: { kind: 'network' } });
    expect(await keeper.publish()).toBe(false);
    expect(await keeper.publish()).toBe(true);
    expect(far.current()).toMatchObject({ isPublished: true, fields: { body: 'Af' } });
  });
});

describe('throwing away', () => {
  it('keeps and sends nothing any more', async () => {
    const [shelf, far] = [fakeShelf(), fakeServer(version(1))];
    const keeper = keep(shelf, far);
    const stop = keeper.start();
    keeper.change({ body: 'Weg ermee' });
    keeper.end();
    stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(far.sent).toEqual([]);
    expect(shelf.names()).toEqual([]);
  });

  it('of what came back leaves what the server has', () => {
    const [shelf, far] = [fakeShelf(), fakeServer(version(1, { body: 'Oud' }))];
    keep(shelf, far).change({ body: 'Nieuw' });
    const again = keep(shelf, far);
    again.revert(empty);
    expect(again.getState()).toMatchObject({ isDirty: false, fields: { body: 'Oud' } });
    expect(shelf.names()).toEqual([]);
  });
});

describe('a thing without drafts', () => {
  it('stays on this computer until somebody says so, and is then made once', async () => {
    const [shelf, far] = [fakeShelf(), fakeServer(null)];
    far.failWith();
    const keeper = keep(shelf, far, true, true);
    const stop = keeper.start();
    keeper.change({ title: 'Wie weet het?' });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(far.sent).toEqual([]);
    expect(shelf.names()).toEqual(['note:anna:new']);
    await keeper.publish();
    expect(far.sent).toHaveLength(1);
    expect(shelf.names()).toEqual([]);
    stop();
    expect(far.sent).toHaveLength(1);
  });

  it('is not made behind somebody’s back after a refusal or when the page closes', async () => {
    const [shelf, far] = [fakeShelf(), fakeServer(null)];
    const keeper = keep(shelf, far, true, true);
    const stop = keeper.start();
    keeper.change({ title: 'Wie weet het?' });
    far.failWith({ kind: 'failed', problem: { kind: 'network' } });
    expect(await keeper.publish()).toBe(false);
    keeper.change({ title: 'Wie weet dit?' });
    await vi.advanceTimersByTimeAsync(120_000);
    window.dispatchEvent(new Event('online'));
    stop();
    await vi.advanceTimersByTimeAsync(1000);
    expect(far.sent).toHaveLength(1);
    expect(shelf.names()).toEqual(['note:anna:new']);
  });
});

import { useState } from 'react';

interface Own {
  /** Another number is another form. */
  form: number;
  /** The slug of what was made in this form. */
  made: string | null;
  /** The address has become that of what was made. */
  hasArrived: boolean;
}

/**
 * A new thing gets its own address once the server has it, while somebody is typing: the form stays. Going to "new"
 * after that begins another form.
 */
export function useOwnAddress(slug: string | undefined) {
  const [own, setOwn] = useState<Own>({ form: 0, made: null, hasArrived: false });
  const isThere = slug !== undefined && slug === own.made;
  if (isThere && !own.hasArrived) setOwn({ ...own, hasArrived: true });
  if (slug === undefined && own.hasArrived) setOwn({ form: own.form + 1, made: null, hasArrived: false });
  return {
    isNew: slug === undefined || isThere,
    form: own.form,
    setMade: (made: string) => setOwn((before) => ({ ...before, made })),
  };
}

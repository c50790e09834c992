import { act, renderHook } from '@testing-library/react';
import { expect, it } from 'vitest';
import { useOwnAddress } from './useOwnAddress.ts';

it('keeps the form while what it made gets an address, and begins another one for the next', () => {
  const { result, rerender } = renderHook(({ slug }: { slug: string | undefined }) => useOwnAddress(slug), {
    initialProps: { slug: undefined as string | undefined },
  });
  const first = result.current.form;
  act(() => result.current.setMade('putten'));
  expect(result.current).toMatchObject({ isNew: true, form: first });
  rerender({ slug: 'putten' });
  expect(result.current).toMatchObject({ isNew: true, form: first });
  rerender({ slug: undefined });
  expect(result.current.isNew).toBe(true);
  expect(result.current.form).not.toBe(first);
  rerender({ slug: 'iets-anders' });
  expect(result.current.isNew).toBe(false);
});

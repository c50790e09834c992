import { type FormEvent, useEffect, useRef } from 'react';
import { useText } from '../i18n/LanguageProvider.tsx';
import { Button } from './Button.tsx';
import { TextField } from './TextField.tsx';

interface NameSearchProps {
  label: string;
  help?: string;
  /** What the address says. */
  value: string;
  /** Goes to the address with this name; while typing the address is replaced, so that "back" leaves the page. */
  onSearch: (name: string) => void;
}

const pauseMs = 250;

/** Narrows a list by name, as one types. */
export function NameSearch({ label, help, value, onSearch }: NameSearchProps) {
  const t = useText();
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  // "Back" and cleared filters change the address without typing.
  useEffect(() => {
    if (input.current && input.current.value.trim() !== value) input.current.value = value;
  }, [value]);

  const read = () => input.current?.value.trim() ?? '';
  function wait() {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => onSearch(read()), pauseMs);
  }
  function send(event: FormEvent) {
    event.preventDefault();
    window.clearTimeout(timer.current);
    onSearch(read());
  }
  return (
    <form role="search" className="bdg-name-search" onSubmit={send} data-print="no">
      <TextField ref={input} type="search" label={label} help={help} defaultValue={value} maxLength={200} onChange={wait} autoComplete="off" />
      <Button type="submit">{t('search.submit')}</Button>
    </form>
  );
}

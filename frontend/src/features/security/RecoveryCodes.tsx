import { useEffect, useRef, useState } from 'react';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { Heading } from '../../ui/Heading.tsx';

/** Shown once: to be copied, printed or written down before going on. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const t = useText();
  const [isCopied, setCopied] = useState(false);
  const group = useRef<HTMLDivElement>(null);
  useEffect(() => group.current?.focus(), []);
  async function copy() {
    await navigator.clipboard.writeText(codes.join('\n'));
    setCopied(true);
  }
  return (
    <div ref={group} className="bdg-security__codes" tabIndex={-1} role="group" aria-labelledby="herstelcodes">
      <Heading level={3} id="herstelcodes">
        {t('security.codes')}
      </Heading>
      <p>{t('security.codesText')}</p>
      <ol>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div className="bdg-buttons">
        <Button look="primary" onClick={onDone}>
          {t('security.codesKept')}
        </Button>
        <Button onClick={() => void copy()}>{t('security.copy')}</Button>
        <span role="status" className="bdg-soft">
          {isCopied && t('security.copied')}
        </span>
      </div>
    </div>
  );
}

import { useEffect, useId, useState } from 'react';
import { useClient } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { MarkdownHtml } from '../../ui/Html.tsx';
import { TextArea } from '../../ui/TextArea.tsx';
import type { FieldTexts } from '../../ui/Field.tsx';

const markdownPreview = graphql(`
  query MarkdownPreview($markdown: String!) {
    markdownPreview(markdown: $markdown)
  }
`);

interface MarkdownFieldProps extends FieldTexts {
  value: string;
  onChange: (value: string) => void;
  rows?: number;
}

/** A long text with marks for headings and lists, and how it will look: beside it, or under it in a narrow window. */
export function MarkdownField({ value, onChange, rows = 6, ...texts }: MarkdownFieldProps) {
  const t = useText();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const html = usePreview(value, isOpen);
  return (
    <div className={isOpen ? 'bdg-markdown bdg-markdown--open' : 'bdg-markdown'}>
      <div>
        <TextArea {...texts} rows={rows} lang="nl" value={value} onChange={(event) => onChange(event.target.value)} />
        <Button look="subtle" className="bdg-markdown__switch" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
          {isOpen ? t('writing.hidePreview') : t('writing.showPreview')}
          <span className="bdg-hidden">: {texts.label}</span>
        </Button>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by keyboard */}
      <div id={id} className="bdg-markdown__preview" hidden={!isOpen} role="region" aria-labelledby={`${id}-title`} tabIndex={0}>
        <Heading level={2} className="bdg-hidden" id={`${id}-title`}>
          {t('writing.preview')}: {texts.label}
        </Heading>
        {html ? <MarkdownHtml html={html} /> : <p className="bdg-soft">{t('writing.previewEmpty')}</p>}
      </div>
    </div>
  );
}

/** The text as the server will show it, half a second after the last key. The last one stays until the next is there. */
function usePreview(markdown: string, isOpen: boolean): string {
  const client = useClient();
  const [html, setHtml] = useState('');
  useEffect(() => {
    if (!isOpen) return undefined;
    let isOld = false;
    const timer = setTimeout(async () => {
      const answer = await client.query(markdownPreview, { markdown }, { requestPolicy: 'network-only' }).toPromise();
      if (!isOld && answer.data) setHtml(answer.data.markdownPreview);
    }, 500);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [client, markdown, isOpen]);
  return html;
}

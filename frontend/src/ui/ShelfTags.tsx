import type { PublicationStatus, Visibility } from '../graphql/generated/graphql.ts';
import { useText } from '../i18n/LanguageProvider.tsx';
import { Tag } from './Tag.tsx';

/** Says that something is not published, or not for everybody; nothing when it is both. Stands within `Tags`. */
export function ShelfTags({ status, visibility }: { status: PublicationStatus; visibility: Visibility }) {
  const t = useText();
  return (
    <>
      {status !== 'PUBLISHED' && <Tag look="accent">{t(`status.${status}`)}</Tag>}
      {visibility !== 'PUBLIC' && <Tag look="accent">{t(`visibility.${visibility}`)}</Tag>}
    </>
  );
}

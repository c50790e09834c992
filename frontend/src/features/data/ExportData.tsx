import { useMutation } from 'urql';
import { graphql } from '../../graphql/generated/index.ts';
import { readProblem } from '../../graphql/problem.ts';
import { errorsBeside } from '../../graphql/userErrors.ts';
import { useText } from '../../i18n/LanguageProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { DateTime } from '../../ui/DateTime.tsx';
import { Heading } from '../../ui/Heading.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Refusal } from '../../ui/Refusal.tsx';
import { useProof } from '../security/useProof.tsx';

const requestDataExport = graphql(`
  mutation RequestDataExport {
    requestDataExport {
      downloadUrl
      expiresAt
      userErrors { path code message }
    }
  }
`);

/** Everything that is kept about the viewer, to read and to take along. */
export function ExportData() {
  const t = useText();
  const [{ fetching, data, error }, run] = useMutation(requestDataExport);
  const { prove, dialog } = useProof();
  const { downloadUrl, expiresAt } = data?.requestDataExport ?? {};
  const fetchData = () =>
    prove(async () => {
      const answer = await run({});
      return { error: answer.error, payload: answer.data?.requestDataExport };
    });
  return (
    <section aria-labelledby="ophalen">
      <Heading level={2} id="ophalen">
        {t('data.export')}
      </Heading>
      <p>{t('data.exportText')}</p>
      <Refusal problem={error && readProblem(error)} errors={errorsBeside(data?.requestDataExport.userErrors ?? [], ['password'])} />
      {dialog}
      {downloadUrl ? (
        <Notice look="ok" title={t('data.ready')} isUrgent>
          {/* The server's own: these load files. */}
          <ul className="bdg-data__files">
            <li>
              <a className="utrecht-link utrecht-link--html-a" href={`${downloadUrl}.html`}>
                {t('data.asHtml')}
              </a>
            </li>
            <li>
              <a className="utrecht-link utrecht-link--html-a" href={`${downloadUrl}.json`} download>
                {t('data.asJson')}
              </a>
            </li>
          </ul>
          {expiresAt && (
            <p>
              {t('data.until')} <DateTime value={expiresAt} form="time" />.
            </p>
          )}
        </Notice>
      ) : (
        <Button isBusy={fetching} onClick={() => void fetchData()}>
          {t('data.exportGo')}
        </Button>
      )}
    </section>
  );
}

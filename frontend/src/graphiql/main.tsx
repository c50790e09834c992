import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import 'graphiql/style.css';
import './graphiql.css';

interface Params {
  query: string;
  operationName?: string | null;
  variables?: unknown;
}

async function ask(params: Params) {
  const answer = await fetch('/graphql', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' },
    body: JSON.stringify(params),
  });
  return answer.json();
}

const firstQuery = `# Alles wat de site toont, kun je hier ook zelf opvragen.
# Everything this site shows can be asked here.

query RecentePilots {
  pilots(first: 5) {
    totalCount
    nodes { title stage municipality { name } }
  }
}
`;

const place = document.getElementById('graphiql');
if (place) createRoot(place).render(<GraphiQL fetcher={ask} defaultQuery={firstQuery} />);

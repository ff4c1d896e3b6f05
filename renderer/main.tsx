import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { preferences, showPreferences } from './state/preferences.ts';
import './styles.css';

const root = document.getElementById('root');
if (root === null) throw new Error('Expected an element with the id "root" in index.html.');

showPreferences(preferences.get());
preferences.subscribe(() => {
  showPreferences(preferences.get());
});

createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

// After the first paint: most machines have their own.
void import('./fonts.ts');

import { createBrowserRouter } from 'react-router';
import { Shell } from './layout/shell.tsx';
import { NotFound, PageFailed } from './layout/not-found.tsx';
import { Start } from './layout/start.tsx';
import { SignedIn } from './session/signed-in.tsx';

/** Each page's code is fetched when it is first opened. */
export const router = createBrowserRouter([
  {
    element: <SignedIn />,
    errorElement: <PageFailed />,
    hydrateFallbackElement: <></>,
    children: [
      {
        element: <Shell />,
        children: [
          {
            errorElement: <PageFailed />,
            children: [
              { path: '/', element: <Start /> },
              { path: '/account', lazy: () => import('./session/account-page.tsx') },
              { path: '/projects/new', lazy: () => import('./projects/new-project.tsx') },
              { path: '/projects/:project/syncs', lazy: () => import('./syncs/syncs-page.tsx') },
              { path: '/projects/:project/connect', lazy: () => import('./projects/connect-page.tsx') },
              { path: '/projects/:project/roles', lazy: () => import('./access/members-page.tsx') },
              { path: '/projects/:project/live', lazy: () => import('./live/live-page.tsx') },
              { path: '/projects/:project/events/:insertId', lazy: () => import('./live/way-page.tsx') },
              { path: '/people', lazy: () => import('./access/people-page.tsx') },
              { path: '/tokens', lazy: () => import('./access/tokens-page.tsx') },
              { path: '/audit', lazy: () => import('./access/audit-page.tsx') },
              {
                path: '/projects/:project/syncs/:sync',
                lazy: () => import('./syncs/sync-layout.tsx'),
                children: [
                  { path: 'set-up', lazy: () => import('./set-up/set-up-page.tsx') },
                  { path: 'delivery', lazy: () => import('./delivery/delivery-page.tsx') },
                  { path: 'dead-letters', lazy: () => import('./dead-letters/dead-letters-page.tsx') },
                  { path: 'identity', lazy: () => import('./identity/identity-page.tsx') },
                  { path: 'alerts', lazy: () => import('./alerts/alerts-page.tsx') },
                  { path: 'history', lazy: () => import('./history/history-page.tsx') },
                ],
              },
              { path: '*', element: <NotFound /> },
            ],
          },
        ],
      },
    ],
  },
]);

{{/* What all pods of this chart have in common: Pod Security "restricted", a root file system that nobody writes to. */}}
{{- define "kochava-stream.podSecurity" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: {{ .Values.user }}
  runAsGroup: {{ .Values.user }}
  fsGroup: {{ .Values.user }}
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "kochava-stream.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  privileged: false
  readOnlyRootFilesystem: true
  runAsNonRoot: true
  capabilities: { drop: [ALL] }
{{- end }}

{{/* Takes (dict "root" $ "nats" name of the nkey, or empty, "postgres" name of the login, or empty, "kek" bool). */}}
{{- define "kochava-stream.secretEnv" -}}
{{- $values := .root.Values -}}
{{- if .nats }}
- { name: NATS_URL, value: {{ $values.nats.url | quote }} }
- { name: SHARDS, value: {{ $values.shards | quote }} }
{{- if $values.nats.nkeys.existingSecret }}
- { name: NATS_NKEY_SEED_FILE, value: /etc/kochava-stream/nkey/seed.nk }
{{- end }}
{{- if $values.nats.tls.ca.existingSecret }}
- { name: NATS_CA_FILE, value: /etc/kochava-stream/nats-ca/ca.crt }
{{- end }}
{{- if $values.nats.tls.client.existingSecret }}
- { name: NATS_CERT_FILE, value: /etc/kochava-stream/nats-client/tls.crt }
- { name: NATS_KEY_FILE, value: /etc/kochava-stream/nats-client/tls.key }
{{- end }}
{{- end }}
{{- with .postgres }}
{{- $login := index $values.postgres.users . }}
{{- if $login.uriKey }}
- name: DATABASE_URL
  valueFrom: { secretKeyRef: { name: {{ $login.existingSecret }}, key: {{ $login.uriKey }} } }
{{- else }}
- name: DATABASE_USER
  valueFrom: { secretKeyRef: { name: {{ $login.existingSecret }}, key: {{ $login.usernameKey }} } }
- name: DATABASE_PASSWORD
  valueFrom: { secretKeyRef: { name: {{ $login.existingSecret }}, key: {{ $login.passwordKey }} } }
- name: DATABASE_URL
  value: {{ include "kochava-stream.databaseUrl" $values.postgres | quote }}
{{- end }}
{{- end }}
{{- if .kek }}
- { name: SECRETS_KEK_FILE, value: /etc/kochava-stream/kek/kek }
{{- end }}
{{- end }}

{{- define "kochava-stream.signInEnv" -}}
- { name: PUBLIC_URL, value: {{ .publicUrl | quote }} }
- { name: TRUSTED_PROXIES, value: {{ .trustedProxies | quote }} }
- { name: PASSWORD_LOGIN, value: {{ .passwords | quote }} }
{{- with .oidc }}
{{- if .issuer }}
- { name: OIDC_ISSUER, value: {{ .issuer | quote }} }
- { name: OIDC_CLIENT_ID, value: {{ .clientId | quote }} }
- { name: OIDC_NAME, value: {{ .name | quote }} }
- { name: OIDC_TRUST_EMAIL, value: {{ .trustEmail | quote }} }
{{- if .existingSecret }}
- name: OIDC_CLIENT_SECRET
  valueFrom: { secretKeyRef: { name: {{ .existingSecret }}, key: {{ .key }} } }
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* Kubernetes fills in user and password: they never stand in a manifest. */}}
{{- define "kochava-stream.databaseUrl" -}}
{{- $root := ternary "&sslrootcert=/etc/kochava-stream/postgres-ca/ca.crt" "" (and (ne .ca.existingSecret "") (ne .sslmode "disable")) -}}
postgres://$(DATABASE_USER):$(DATABASE_PASSWORD)@{{ .host }}:{{ .port }}/{{ .database }}?sslmode={{ .sslmode }}{{ $root }}
{{- end }}

{{- define "kochava-stream.secretMounts" -}}
{{- $values := .root.Values -}}
- { name: tmp, mountPath: /tmp }
{{- if and .nats $values.nats.nkeys.existingSecret }}
- { name: nkey, mountPath: /etc/kochava-stream/nkey, readOnly: true }
{{- end }}
{{- if and .nats $values.nats.tls.ca.existingSecret }}
- { name: nats-ca, mountPath: /etc/kochava-stream/nats-ca, readOnly: true }
{{- end }}
{{- if and .nats $values.nats.tls.client.existingSecret }}
- { name: nats-client, mountPath: /etc/kochava-stream/nats-client, readOnly: true }
{{- end }}
{{- if and .postgres $values.postgres.ca.existingSecret }}
- { name: postgres-ca, mountPath: /etc/kochava-stream/postgres-ca, readOnly: true }
{{- end }}
{{- if .kek }}
- { name: kek, mountPath: /etc/kochava-stream/kek, readOnly: true }
{{- end }}
{{- end }}

{{/* Of a secret only the keys that this pod needs: no service can read another one's seed. */}}
{{- define "kochava-stream.secretVolumes" -}}
{{- $values := .root.Values -}}
- { name: tmp, emptyDir: { sizeLimit: 64Mi } }
{{- if and .nats $values.nats.nkeys.existingSecret }}
- name: nkey
  secret:
    secretName: {{ $values.nats.nkeys.existingSecret }}
    defaultMode: 0440
    items: [{ key: {{ .nats }}.nk, path: seed.nk }]
{{- end }}
{{- if and .nats $values.nats.tls.ca.existingSecret }}
- name: nats-ca
  secret:
    secretName: {{ $values.nats.tls.ca.existingSecret }}
    items: [{ key: {{ $values.nats.tls.ca.key }}, path: ca.crt }]
{{- end }}
{{- if and .nats $values.nats.tls.client.existingSecret }}
- name: nats-client
  secret:
    secretName: {{ $values.nats.tls.client.existingSecret }}
    defaultMode: 0440
    items:
      - { key: {{ $values.nats.tls.client.certKey }}, path: tls.crt }
      - { key: {{ $values.nats.tls.client.keyKey }}, path: tls.key }
{{- end }}
{{- if and .postgres $values.postgres.ca.existingSecret }}
- name: postgres-ca
  secret:
    secretName: {{ $values.postgres.ca.existingSecret }}
    items: [{ key: {{ $values.postgres.ca.key }}, path: ca.crt }]
{{- end }}
{{- if .kek }}
- name: kek
  secret:
    secretName: {{ $values.kek.existingSecret }}
    defaultMode: 0440
    items: [{ key: {{ $values.kek.key }}, path: kek }]
{{- end }}
{{- end }}

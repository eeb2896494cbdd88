{{/*
A job that runs before an installation or upgrade. At the first installation nothing of the release exists yet, so it
uses nothing of it. The name is the command of the image `tools`.
Takes (dict "root" $ "name" "migrate" "weight" -5 "secrets" {…} "env" {…}).
*/}}
{{- define "kochava-stream.job" -}}
{{- $parts := dict "root" .root "component" .name -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ include "kochava-stream.fullname" .root }}-{{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{- include "kochava-stream.labels" $parts | nindent 4 }}
  annotations:
    helm.sh/hook: pre-install,pre-upgrade
    helm.sh/hook-weight: {{ .weight | quote }}
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
spec:
  backoffLimit: 6
  activeDeadlineSeconds: {{ .root.Values.hooks.activeDeadlineSeconds }}
  template:
    metadata:
      labels: {{- include "kochava-stream.labels" $parts | nindent 8 }}
    spec:
      {{- include "kochava-stream.podSecurity" .root | nindent 6 }}
      restartPolicy: Never
      containers:
        - name: {{ .name }}
          image: {{ include "kochava-stream.image" (dict "root" .root "name" "tools") }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          {{- include "kochava-stream.containerSecurity" .root | nindent 10 }}
          args: [{{ .name }}]
          env:
            {{- include "kochava-stream.secretEnv" .secrets | trim | nindent 12 }}
            {{- range $variable, $value := .env }}
            - { name: {{ $variable }}, value: {{ $value | quote }} }
            {{- end }}
          resources: {{- toYaml .root.Values.hooks.resources | nindent 12 }}
          volumeMounts: {{- include "kochava-stream.secretMounts" .secrets | trim | nindent 12 }}
      volumes: {{- include "kochava-stream.secretVolumes" .secrets | trim | nindent 8 }}
{{- end }}

{{- define "kochava-stream.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{- define "kochava-stream.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains (include "kochava-stream.name" .) .Release.Name }}
{{- .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "kochava-stream.name" .) | trunc 40 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* What selects a release's pods; with a component, those of one service. Takes (dict "root" $ "component" "ingest"). */}}
{{- define "kochava-stream.selectorLabels" -}}
app.kubernetes.io/name: {{ include "kochava-stream.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{- define "kochava-stream.labels" -}}
{{ include "kochava-stream.selectorLabels" . }}
app.kubernetes.io/part-of: kochava-stream
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name (replace "+" "_" .root.Chart.Version) }}
{{- end }}

{{/* Takes (dict "root" $ "name" "ingest"). */}}
{{- define "kochava-stream.image" -}}
{{- $image := .root.Values.image -}}
{{- $path := printf "%s/%s" $image.repository .name -}}
{{- if $image.registry }}{{ $path = printf "%s/%s" $image.registry $path }}{{ end -}}
{{- $digest := index $image.digests .name -}}
{{- if $digest }}{{ printf "%s@%s" $path $digest }}{{ else }}{{ printf "%s:%s" $path (default .root.Chart.AppVersion $image.tag) }}{{ end -}}
{{- end }}

{{/* A service with what it has from `defaults`, as YAML. Takes (dict "root" $ "service" {…}). */}}
{{- define "kochava-stream.service" -}}
{{- $service := mergeOverwrite (deepCopy .root.Values.defaults) (deepCopy .service) -}}
{{- $_ := set $service "env" (mergeOverwrite (deepCopy .root.Values.defaults.env) (deepCopy (default dict .service.env))) -}}
{{- toYaml $service -}}
{{- end }}

{{/* Who scales it: hpa, keda or nobody (empty). Takes (dict "root" $ "service" {…}). */}}
{{- define "kochava-stream.scaler" -}}
{{- with .service.autoscaling -}}
{{- if .enabled -}}
{{- if and .lag $.root.Values.autoscaling.keda.enabled }}keda{{ else }}hpa{{ end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* What no schema can say. */}}
{{- define "kochava-stream.check" -}}
{{- range $name, $service := .Values.services -}}
  {{- $scaling := default dict $service.autoscaling -}}
  {{- $most := int (ternary $scaling.max $service.replicas (and $scaling.enabled true)) -}}
  {{- if and $service.sharded (gt $most (int $.Values.shards)) -}}
    {{- fail (printf "services.%s: %d pods for %d shards: a pod without a shard has nothing to do" $name $most (int $.Values.shards)) -}}
  {{- end -}}
  {{- if and $scaling.enabled (gt (int $scaling.min) (int $scaling.max)) -}}
    {{- fail (printf "services.%s.autoscaling: min %d is above max %d" $name (int $scaling.min) (int $scaling.max)) -}}
  {{- end -}}
{{- end -}}
{{- if not .Values.nats.insecure -}}
  {{- if not .Values.nats.nkeys.existingSecret -}}
    {{- fail "nats.nkeys.existingSecret is required: the secret with the seeds (nats.insecure=true does without nkeys and TLS, for a try)" -}}
  {{- end -}}
  {{- range splitList "," .Values.nats.url -}}
    {{- if not (hasPrefix "tls://" (trim .)) -}}
      {{- fail (printf "nats.url: %s is not tls:// (nats.insecure=true allows it, for a try)" (trim .)) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{- range $user, $login := .Values.postgres.users -}}
  {{- if not $login.existingSecret -}}
    {{- fail (printf "postgres.users.%s.existingSecret is required" $user) -}}
  {{- end -}}
  {{- if and (not $login.uriKey) (not $.Values.postgres.host) -}}
    {{- fail (printf "postgres.host is required (or postgres.users.%s.uriKey)" $user) -}}
  {{- end -}}
{{- end -}}
{{- if and (not .Values.postgres.ca.existingSecret) (hasPrefix "verify-" .Values.postgres.sslmode) .Values.postgres.host -}}
  {{- fail (printf "postgres.ca.existingSecret is required by postgres.sslmode=%s" .Values.postgres.sslmode) -}}
{{- end -}}
{{- end }}

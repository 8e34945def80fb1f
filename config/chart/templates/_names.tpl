{{- define "stargate.image" -}}
{{- $image := .Values.image -}}
{{- $repository := required "image.repository is not set: name the image that npm run image -- --push made" $image.repository -}}
{{- if $image.digest -}}
{{ $repository }}@{{ $image.digest }}
{{- else -}}
{{ $repository }}:{{ required "image.tag and image.digest are not set: set one of them" $image.tag }}
{{- end -}}
{{- end -}}

{{- define "stargate.labels" -}}
app.kubernetes.io/name: stargate
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- /* A peer list for egress: some addresses, or none, which is any. */ -}}
{{- define "stargate.egress" -}}
- ports:
    {{- range .ports }}
    - { protocol: TCP, port: {{ . }} }
    {{- end }}
  {{- if .cidrs }}
  to:
    {{- range .cidrs }}
    - ipBlock: { cidr: {{ . | quote }} }
    {{- end }}
  {{- end }}
{{- end -}}

ARG JDK=21
FROM maven:3.9-eclipse-temurin-${JDK} AS build
WORKDIR /build
COPY pom.xml .
COPY src src
RUN mvn -B package -DskipTests

FROM eclipse-temurin:${JDK}-jre
COPY --from=biuld /build/target/app.jar /app.jar
ENV JAVA_OPTS="-Xmx512m"
USER root
ENTRYPOINT java $JAVA_OPTS -jar /app.jar

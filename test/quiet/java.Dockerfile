FROM maven:3.9-eclipse-temurin-21 AS build
WORKDIR /build
COPY pom.xml ./
RUN mvn --batch-mode dependency:go-offline
COPY src ./src
RUN mvn --batch-mode package -DskipTests

FROM eclipse-temurin:21-jre
RUN groupadd --system --gid 2000 ledger \
    && useradd --system --uid 2000 --gid ledger ledger
WORKDIR /opt/ledger
COPY --from=build /build/target/ledger.jar ./
USER 2000:2000
EXPOSE 8080
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-jar", "ledger.jar"]
